import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { pinnedEnvironment } from "../../cli/choose/bundled.ts";
import { preparedControls } from "../../cli/choose/controls.ts";
import { makeWorkspace, sockspec } from "../../cli/fixtures/sockspec.ts";
import { usableCpus } from "../../host/usable-cpus.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import { onSmallDisk } from "../../journal/fixtures/small-disk.ts";
import { findProcesses } from "../../lab/fixtures/guest-processes.ts";
import { awaitNoLeftovers } from "../../lab/fixtures/leftovers.ts";
import { programsBut } from "../../lab/fixtures/program-folder.ts";
import { clean } from "../../network/profiles.ts";
import { greeter, implementationOf, planOf } from "../fixtures/small-run.ts";
import { runGuests } from "./run-guests.ts";
import type { GuestRunOptions } from "./run-share.ts";

const environment = pinnedEnvironment();
const goneWithinMs = 2000;

/** A guest with its controls takes 10 s, and a minute where others use the machine too. */
const timeout = 300_000;

/** Servers that are compiled take a guest no time to start. */
let controls: Awaited<ReturnType<typeof preparedControls>>;
let echo: Implementation;
beforeAll(async () => {
  controls = await preparedControls(null, new AbortController().signal);
  echo = controls.good.planned.implementation;
}, timeout);

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sockspec-guests-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Without controls, and on a link that is as it comes: to prove one takes most of a guest's time. */
async function run(options: Partial<GuestRunOptions> & Pick<GuestRunOptions, "plan">) {
  const places = usableCpus().map((cpu) => ({ cpu, memoryMiB: 1024 }));
  return await runGuests({
    labKind: "netns",
    jobs: 1,
    controls: null,
    failureLimit: null,
    unusable: new Map(),
    folder,
    environment,
    fixedPort: null,
    containers: null,
    signal: new AbortController().signal,
    places: places.slice(0, 1),
    onCase: ({ result }) => result,
    onSession: () => {},
    ...options,
  });
}

async function findLeft(): Promise<readonly unknown[]> {
  return await awaitNoLeftovers(() => findProcesses(folder), goneWithinMs);
}

/** A server in front of which something is done, with the number of starts so far as `$starts`. */
function preparing(name: string, script: string) {
  const count = "echo x >> /dev/shm/starts; starts=$(wc -l < /dev/shm/starts)";
  const serve = 'exec "$0" serve.mjs "$1"';
  return implementationOf(name, [
    "sh",
    "-c",
    `${count}; ${script}; ${serve}`,
    process.execPath,
    "{port}",
  ]);
}

/** Each guest numbers its sessions from a thousand of its own. */
function guestOf({ session }: { readonly session: number | null }): number {
  return Math.floor((session ?? 0) / 1000);
}

test("what is compared is measured in one guest, a repetition a session, in the order of the plan", {
  timeout,
}, async () => {
  const [cpu = 0, other = cpu] = usableCpus();
  const places = [cpu, other].map((number) => ({ cpu: number, memoryMiB: 1024 }));
  const onBoth = [clean, { ...clean, name: "other" }].flatMap((network) =>
    planOf([echo, greeter], 2).map((planned) => ({ ...planned, network })),
  );
  const plan = onBoth.map((planned, index) => ({ ...planned, index }));
  const ended: string[] = [];
  const outcome = await run({
    plan,
    places,
    inOrder: true,
    onCase({ result }) {
      ended.push(`${result.network} ${result.index}`);
      return result;
    },
  });
  for (const network of ["clean", "other"]) {
    const own = outcome.cases.filter((result) => result.network === network);
    expect(new Set(own.map(({ session }) => session))).toHaveLength(2);
    expect(new Set(own.map(guestOf))).toHaveLength(1);
    const inOrder = own.map(({ index }) => `${network} ${index}`);
    expect(ended.filter((word) => word.startsWith(network))).toEqual(inOrder);
  }
  expect(new Set(outcome.cases.map(({ session }) => session))).toHaveLength(4);
});

describe("what a guest has finished counts, and the rest is an error that says why,", {
  timeout,
}, () => {
  test("when its kernel panics, and other guests go on", async () => {
    const fatal = preparing("fatal", '[ "$starts" -lt 2 ] || echo c > /proc/sysrq-trigger');
    const slow = { ...preparing("slow", "sleep 2.5"), readyTimeoutMs: 2000 };
    const [cpu = 0, other = cpu] = usableCpus();
    const places = [cpu, other].map((number) => ({ cpu: number, memoryMiB: 1024 }));
    const outcome = await run({ plan: planOf([fatal, slow], 2), places });
    const verdicts = ["pass", "pass", "error", "pass"];
    expect(outcome.cases.map(({ verdict }) => verdict)).toEqual(verdicts);
    for (const { reason } of outcome.cases.filter(({ verdict }) => verdict === "error")) {
      expect(reason).toMatch(/to run all its cases, found a panic: sysrq triggered crash\./);
    }
    expect(outcome.labFailure?.message).toMatch(/a panic: sysrq/);
    // A guest that ended well leaves nothing; one that did not, what it said.
    expect(readdirSync(join(folder, "guests"))).toEqual(["1"]);
    const kept = readdirSync(join(folder, "guests", "1")).sort();
    expect(kept).toEqual(["results.ndjson", "stderr.log", "stdout.log"]);
    expect(await findLeft()).toEqual([]);
  });

  test("when it hangs", async () => {
    const outcome = await run({
      plan: planOf([echo], 3),
      silentMaxMs: 15_000,
      onCase({ result }) {
        for (const found of findProcesses(folder)) {
          signalUnlessGone(Number.parseInt(found, 10), "SIGSTOP");
        }
        return result;
      },
    });
    const verdicts = outcome.cases.map(({ verdict }) => verdict);
    expect(verdicts).toHaveLength(3);
    expect(verdicts[0]).toBe("pass");
    expect(verdicts[2]).toBe("error");
    expect(outcome.cases[2]?.reason).toMatch(/stopped responding: no output for 15 s\..*--jobs/s);
    expect(await findLeft()).toEqual([]);
  });

  test("when what holds it is killed", async () => {
    const outcome = await run({
      plan: planOf([echo], 2),
      onCase({ result }) {
        for (const found of findProcesses(folder)) {
          signalUnlessGone(Number.parseInt(found, 10), "SIGKILL");
        }
        return result;
      },
    });
    expect(outcome.cases.map(({ verdict }) => verdict)).toEqual(["pass", "error"]);
    expect(outcome.cases[1]?.reason).toMatch(/found that SIGKILL killed it/);
    expect(await findLeft()).toEqual([]);
  });

  test("when its worker does not start", async () => {
    const node = [process.execPath, "--no-such-option"];
    const outcome = await run({ plan: planOf([echo]), node });
    expect(outcome.cases.map(({ verdict }) => verdict)).toEqual(["error"]);
    expect(outcome.cases[0]?.reason).toMatch(/status 9\..*bad option: --no-such-option/s);
  });

  test("when it cannot be booted", async () => {
    using programs = programsBut(["linux.uml"], environment["PATH"] ?? "");
    const bare = { ...environment, PATH: programs.path };
    const outcome = await run({ plan: planOf([echo], 2), environment: bare });
    expect(outcome.cases.map(({ verdict }) => verdict)).toEqual(["error", "error"]);
    const reason = /could not be booted: expected linux\.uml on PATH, found none.*apt-get install/;
    expect(outcome.cases[0]?.reason).toMatch(reason);
    expect(outcome.labFailure).toMatchObject({ code: "LAB_NOT_OPEN" });
    // Its environment may hold secrets.
    expect(readdirSync(join(folder, "guests", "1"))).toEqual(["results.ndjson"]);
  });

  test("when its job cannot be written", async () => {
    const outcome = await run({ plan: planOf([echo]), folder: "/dev/null" });
    expect(outcome.cases.map(({ verdict }) => verdict)).toEqual(["error"]);
    expect(outcome.cases[0]?.reason).toMatch(
      /job cannot be written to .*: (ENOTDIR|EEXIST), .*\. Free some/,
    );
  });

  test("when the disk is full", async () => {
    using workspace = makeWorkspace();
    const wrapper = onSmallDisk(workspace.folder, "96k");
    const words = ["run", "cpp", "-t", "echo/basic", "--network", "delay=1ms", "--jobs", "1"];
    const { status, stdout, stderr } = await sockspec(
      [...words, "--repeat-each", "12", "--output", workspace.folder],
      { wrapper },
    );
    expect(stdout).toMatch(/✓ cpp echo\/basic/);
    expect(stdout).toMatch(/12 cases: \d+ pass, \d+ error/);
    expect(stdout).toContain("ENOSPC");
    expect(stderr).toMatch(/results cannot be written to .*ENOSPC.*Free some space/);
    expect(status).toBe(3);
  });
});

describe("an interrupted run has what was finished, and nothing else,", { timeout }, () => {
  test("when its guest runs cases", async () => {
    const abort = new AbortController();
    const outcome = await run({
      plan: planOf([echo], 5),
      signal: abort.signal,
      onCase({ result }) {
        abort.abort();
        return result;
      },
    });
    expect(outcome.cases[0]).toMatchObject({ index: 0, verdict: "pass" });
    expect(outcome.cases.length).toBeLessThan(5);
    expect(outcome.cases.every(({ verdict }) => verdict === "pass")).toBe(true);
    expect(outcome).toMatchObject({ interrupted: true, labFailure: null });
    expect(existsSync(join(folder, "guests"))).toBe(false);
    expect(await findLeft()).toEqual([]);
  });

  test("when its guest boots", async () => {
    const abort = new AbortController();
    const running = run({ plan: planOf([echo]), signal: abort.signal });
    const polling = { interval: 1, timeout: 30_000 };
    await expect.poll(() => findProcesses(folder).length, polling).toBeGreaterThan(0);
    abort.abort();
    expect(await running).toMatchObject({ cases: [], interrupted: true, labFailure: null });
    expect(await findLeft()).toEqual([]);
  });
});

test("the first failure in a guest ends the others, when it is to", { timeout }, async () => {
  const [cpu = 0, other = cpu] = usableCpus();
  const places = [cpu, other].map((number) => ({ cpu: number, memoryMiB: 1024 }));
  // The other guest has more to do than the time by which one may boot before the other.
  const slow = preparing("slow", "sleep 3");
  const plan = planOf([greeter, slow], 20);
  const outcome = await run({
    plan,
    places,
    failureLimit: { failures: 1, option: "--bail" },
    controls,
  });
  const verdictsOf = (name: string) =>
    outcome.cases.flatMap((each) => (each.implementation === name ? [each.verdict] : []));
  expect(outcome.cases.length).toBeLessThan(40);
  // On a busy machine, cases before the failure may be inconclusive.
  expect(verdictsOf("greeter")).toContain("fail");
  expect([...verdictsOf("greeter"), ...verdictsOf("slow")]).not.toContain("error");
  expect(outcome).toMatchObject({ interrupted: false, labFailure: null });
  // The guest with the failure went on to its controls.
  expect(outcome.sessions).toMatchObject([{ session: 1001, broken: null }]);
});

test("what cannot be run anyhow costs no guest", async () => {
  const plan = planOf([echo, greeter]).map((planned) => ({
    ...planned,
    unsupported: planned.implementation === echo ? "no such claim" : null,
  }));
  using programs = programsBut(["linux.uml"], environment["PATH"] ?? "");
  const bare = { ...environment, PATH: programs.path };
  const unusable = new Map([["greeter", "no compiler"]]);
  const outcome = await run({ plan, unusable, environment: bare });
  expect(outcome.cases.map(({ verdict, reason }) => [verdict, reason])).toEqual([
    ["unsupported", "no such claim"],
    ["inconclusive", "no compiler"],
  ]);
  expect(outcome.labFailure).toBe(null);
});

/** The end of one process may have ended those that it held. */
function signalUnlessGone(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe("ESRCH");
  }
}
