import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { toolEnvironment } from "../../cli/choose/bundled.ts";
import { findProgram } from "../../host/find-program.ts";
import { findProcesses } from "../fixtures/guest-processes.ts";
import { makeWindow } from "../fixtures/guest-window.ts";
import { bootScript } from "../fixtures/run-in-guest.ts";
import { LabOpenError } from "../lab.ts";
import { whyNoGuest } from "./missing.ts";

const environment = toolEnvironment();
const path = environment["PATH"] ?? "";

function makeFolder(): Disposable & { readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-path-"));
  return { path: folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

describe("where a program is missing, it is reported", () => {
  test.each([
    { program: "linux.uml", debianPackage: "user-mode-linux" },
    { program: "modprobe", debianPackage: "kmod" },
    { program: "ip", debianPackage: "iproute2" },
  ])("that $program comes with $debianPackage", ({ program, debianPackage }) => {
    const names = ["linux.uml", "modprobe", "insmod", "unshare", "setpriv", "taskset"];
    using folder = makeFolder();
    for (const name of [...names, "pivot_root", "ip"]) {
      if (name !== program) {
        symlinkSync(findProgram(name, "/", path) ?? "", join(folder.path, name));
      }
    }
    const why = whyNoGuest({ PATH: folder.path });
    expect(why?.problem).toBe(`expected ${program} on PATH, found none`);
    expect(why?.advice).toMatch(new RegExp(`^run: apt-get install .* ${debianPackage}$`));
  });

  test("and where none is, nothing", () => {
    expect(whyNoGuest(environment)).toBe(null);
  });

  test.each(["arm64", "riscv64"])("and that no package helps on %s", (architecture) => {
    const why = whyNoGuest(environment, { architecture });
    expect(why?.problem).toContain(
      `x86-64 processor, which User-Mode Linux is made for, found ${architecture}`,
    );
    expect(why?.advice).toBe("use a kernel that has sch_netem, and --kernel host");
    expect(why?.packages).toEqual([]);
  });
});

describe("a guest that cannot be booted says what was expected, found, and is to be done", () => {
  test("when a program is missing", async () => {
    using window = makeWindow();
    using folder = makeFolder();
    const booting = bootScript(window, "true", { environment: { PATH: folder.path } });
    await expect(booting).rejects.toThrow(/expected linux\.uml.*found none.*apt-get install/s);
    await expect(booting).rejects.toMatchObject({ code: "LAB_NOT_OPEN" });
  });

  test("when there is no window", async () => {
    using window = makeWindow();
    const gone = join(window.path, "gone");
    const booting = bootScript(window, "true", { environment, window: gone });
    await expect(booting).rejects.toThrow(`expected a folder at ${gone}, found none. Create it`);
  });

  test("when the window's path does not fit into a command line", async () => {
    using window = makeWindow();
    const odd = join(window.path, 'a"b');
    mkdirSync(odd);
    const booting = bootScript(window, "true", { environment, window: odd });
    await expect(booting).rejects.toThrow(`quotation marks, commas, backslashes and control`);
    await expect(booting).rejects.toThrow(`found ${odd}. Use another folder.`);
  });

  test("when it has too little memory to start", async () => {
    using window = makeWindow();
    const booting = bootScript(window, "true", { environment, memoryMiB: 8 });
    await expect(booting).rejects.toThrow(LabOpenError);
    await expect(booting).rejects.toThrow(
      /expected its command to start, found .*; run sockspec doctor, or use --kernel host .*\n/,
    );
  });
});

describe("a kernel that does not boot", () => {
  /** Replaces the guest's kernel with a script. */
  function fakeKernel(folder: string, script: string) {
    const kernel = join(folder, "linux.uml");
    writeFileSync(kernel, `#!/bin/sh\n${script}\n`);
    chmodSync(kernel, 0o755);
    return { environment: { ...environment, PATH: `${folder}${delimiter}${path}` } };
  }

  test.each([
    {
      script: "echo no luck; exit 1",
      found: /found that its holder ended with status 1; .*\.\nIts console ended with:\nno luck/,
    },
    { script: "kill -SEGV $$", found: /found that SIGSEGV killed it/ },
    { script: "exit 0", found: /found that it powered off/ },
  ])("but does '$script' is reported", async ({ script, found }) => {
    using window = makeWindow();
    using folder = makeFolder();
    const special = fakeKernel(folder.path, script);
    await expect(bootScript(window, "true", special)).rejects.toThrow(found);
  });

  test("but hangs is given up, and killed", async () => {
    using window = makeWindow();
    using folder = makeFolder();
    const special = fakeKernel(folder.path, "echo so far; exec sleep 1000");
    const booting = bootScript(window, "true", { ...special, bootTimeoutMs: 300 });
    await expect(booting).rejects.toThrow(/found none after 300 ms.*so far/s);
    expect(findProcesses(window.path)).toEqual([]);
  });
});
