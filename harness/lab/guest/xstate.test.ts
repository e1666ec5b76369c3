import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toolEnvironment } from "../../cli/choose/bundled.ts";
import { makeWorkspace, sockspec } from "../../cli/fixtures/sockspec.ts";
import { type Compiled, compile } from "../fixtures/compile.ts";
import { makeWindow } from "../fixtures/guest-window.ts";
import { bootScript, runInGuest } from "../fixtures/run-in-guest.ts";
import type { GuestEnd } from "./end.ts";
import { chooseXstate } from "./xstate.ts";

const built = join(import.meta.dirname, "..", "..", "..", "containers", "guest", "xstate", "build");

/** More than any processor has; {@link larger} simulates it. */
const pretendedBytes = 16_384;

let larger: Compiled;
let vectorState: Compiled;
beforeAll(() => {
  larger = compile("larger-host.cpp", ["-shared", "-fPIC", "-fno-threadsafe-statics"]);
  // Statically linked, so it does not depend on the host's libraries.
  vectorState = compile("vector-state.cpp", ["-static"]);
});
afterAll(() => {
  larger[Symbol.dispose]();
  vectorState[Symbol.dispose]();
});

/** How often each program of a guest fills its registers. */
const rounds = 5000;

/** An unchanged environment, and one in which this machine seems to have more state. */
const machines = {
  "this machine": () => toolEnvironment(),
  "a machine with more register state": () => ({
    ...toolEnvironment(),
    SOCKSPEC_TEST_HOST_XSTATE: larger.path,
  }),
};

/** A folder like that of the native parts, without some of them. */
function builtWithout(name: string): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "sockspec-xstate-"));
  cpSync(built, path, { recursive: true });
  rmSync(join(path, name));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

describe("register state is padded", () => {
  test("where this machine has more than a guest kernel saves, and nowhere else", async () => {
    const environment = toolEnvironment();
    const here = await chooseXstate(environment);
    const has = Number(execFileSync(join(built, "host-size"), { env: environment }));
    expect(has).toBeGreaterThanOrEqual(576); // The legacy region and the header.
    expect(here).toMatchObject(
      has > 2696
        ? { preload: "./libpad.so", paddedToBytes: has, whyNot: null }
        : { preload: "", paddedToBytes: null, whyNot: null },
    );
  });

  test("to the size that this machine's kernel exchanges", async () => {
    const there = await chooseXstate(machines["a machine with more register state"]());
    expect(there).toMatchObject({ paddedToBytes: pretendedBytes, whyNot: null, folder: built });
    expect(there.preload).toBe(`./libpad.so:${larger.path}`);
  });

  test("or it is said that the library is not built, and what to do", async () => {
    using folder = builtWithout("libpad.so");
    const environment = machines["a machine with more register state"]();
    const { whyNot } = await chooseXstate(environment, folder.path);
    expect(whyNot).toMatch(
      /^expected .* 2696 bytes .*libpad\.so to pad them; found 16384 bytes, .* sockspec doctor$/,
    );
  });
});

describe("a kernel that is not padded, on a machine with more register state", () => {
  test("panics, and says so in one sentence, with its console behind it", async () => {
    // A host that cannot be asked is assumed to have no more state than is saved.
    using folder = builtWithout("host-size");
    const environment = machines["a machine with more register state"]();
    const { preload, whyNot } = await chooseXstate(environment, folder.path);
    expect({ preload, whyNot }).toEqual({ preload: larger.path, whyNot: null });
    using window = makeWindow();
    const booting = bootScript(window, "true", { environment, xstateFolder: folder.path });
    await expect(booting).rejects.toThrow(
      /^The guest kernel could not be booted: expected .* found more, .* sockspec doctor\.\n/,
    );
    await expect(booting).rejects.toThrow(/ptrace set fp regs failed, errno = 14/);
  });
});

describe.each(Object.keys(machines) as (keyof typeof machines)[])("on %s", (machine) => {
  let registers: string;
  let seen: string;
  let end: GuestEnd;
  beforeAll(async () => {
    using window = makeWindow();
    const script = `
      cat /proc/self/maps /proc/1/maps /proc/1/environ >&2; echo "<$LD_PRELOAD>" >&2
      '${vectorState.path}' ${rounds}`;
    const ran = await runInGuest(window, script, { environment: machines[machine]() });
    ({ stdout: registers, stderr: seen, end } = ran);
  });

  test("programs of a guest keep their registers while others run", () => {
    const reports = registers
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(reports).toHaveLength(2);
    for (const { kinds, switches, changed } of reports) {
      expect(kinds).toEqual(expect.arrayContaining(["x87", "sse"]));
      expect(switches).toBeGreaterThan(rounds);
      expect(changed).toBe(0);
    }
    expect(end).toEqual({ how: "finished", status: 0 });
  });

  test("no program of a guest has the library", () => {
    expect(seen).toContain("libc");
    expect(seen).toContain("<>");
    expect(seen).not.toMatch(/libpad|PRELOAD|larger-host/);
  });
});

describe("sockspec, on a machine with more register state", () => {
  test("says in a run's header what was padded", async () => {
    using workspace = makeWorkspace();
    const words = ["run", "cpp", "-t", "echo/basic", "--network", "lte", "--kernel", "guest"];
    const environment = machines["a machine with more register state"]();
    const ran = await sockspec([...words, "--output", workspace.folder], { environment });
    expect(ran.status).toBe(0);
    const [header] = workspace.journal();
    expect(header?.["machine"]).toMatchObject({ guestStatePaddedToBytes: pretendedBytes });
  });

  test("boots a guest for its doctor, and tells that it was padded", async () => {
    const environment = machines["a machine with more register state"]();
    const { status, stdout } = await sockspec(["doctor"], { environment });
    expect(stdout).toMatch(/✓ guest kernel .* boots in .*\n +register state padded to 16384 bytes/);
    expect(status).toBe(0);
  });
});
