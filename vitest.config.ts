import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { SlowestFiles } from "./vitest.slowest.ts";

/** Files that want the same of a machine. */
interface Group {
  readonly name: string;
  readonly files: readonly string[];
  /** Groups of one round run side by side, and rounds one after the other. */
  readonly round: keyof typeof workers;
  /** For a test, and for a hook: what is over it hangs. */
  readonly timeoutMs: number;
  /** Whether it needs a Docker Engine. Default: no. */
  readonly engine?: true;
  /** Whether it needs sockspec packed and installed. Default: no. */
  readonly packed?: true;
  /** Whether one process runs many files. Default: no, each file has its own. */
  readonly shared?: true;
}

/** How many files run side by side in each round. */
const workers = {
  // One for each of two processors: these files compute, and do not wait.
  1: 2,
  // Files that wait half of the time.
  2: 3,
  // Files that keep a processor busy for seconds, and at times both.
  3: 2,
  4: 1,
  5: 1,
} as const;

/** A file that several of them name belongs to the last of these. */
const groups: readonly Group[] = [
  {
    // They start no process and wait for nothing: what costs time is loading modules.
    name: "pure",
    files: ["{harness,scenarios,scripts}/**/*.test.ts"],
    round: 1,
    timeoutMs: 60_000,
    shared: true,
  },
  {
    // They run servers, labs, browsers and sockspec itself, and wait for them half of the time.
    name: "processes",
    files: [
      "harness/{api,cli,run,journal,lab,host}/**/*.test.ts",
      "harness/implementation/{endpoint*,client-program}.test.ts",
      "harness/driver/**/play*.test.ts",
      "harness/report/html/browser*.test.ts",
      "setup/*.test.ts",
    ],
    round: 2,
    timeoutMs: 120_000,
  },
  {
    // They boot guests, some of them two at once; a guest that boots keeps a processor busy.
    name: "guests",
    files: [
      "harness/lab/guest/*.test.ts",
      "harness/run/guest/{compile-cache,run-guests}.test.ts",
      "harness/run/wrong-links.test.ts",
      "harness/cli/tests/guest-*.test.ts",
    ],
    round: 3,
    timeoutMs: 300_000,
  },
  {
    // An engine has one list of containers. These two count and remove what is in it, and so they are
    // in different rounds.
    name: "container lab",
    files: ["harness/lab/container/*.test.ts"],
    round: 2,
    timeoutMs: 300_000,
    engine: true,
  },
  {
    name: "container runs",
    files: ["harness/cli/tests/container*.test.ts"],
    round: 3,
    timeoutMs: 300_000,
    engine: true,
  },
  {
    // They use sockspec as a user does who installed it.
    name: "package",
    files: [
      "harness/cli/tests/package.test.ts",
      "harness/api/installed.test.ts",
      "scripts/tutorial.test.ts",
    ],
    round: 3,
    timeoutMs: 300_000,
    packed: true,
  },
  {
    // They measure time, or use both processors: what ran beside them would be in what they measure.
    name: "alone",
    files: [
      "harness/lab/wire/{link,observer,segment-times}.test.ts",
      "harness/cli/commands/self-test.test.ts",
    ],
    round: 4,
    timeoutMs: 600_000,
  },
  {
    // They take long, use both processors, and are rarely the first to fail: `npm run test:full`
    // runs them, after it has built the kernel with virtual time; `npm test` does not.
    name: "full",
    files: ["{harness,scripts}/**/*.full.test.ts"],
    round: 5,
    timeoutMs: 1_800_000,
    engine: true,
    packed: true,
  },
];

function project(group: Group, index: number): TestProjectInlineConfiguration {
  const { name, files, round, timeoutMs, engine, packed, shared } = group;
  return {
    test: {
      name,
      include: [...files],
      exclude: groups.slice(index + 1).flatMap((later) => later.files),
      sequence: { groupOrder: round },
      maxWorkers: workers[round],
      isolate: shared !== true,
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
      // What is polled for comes soon, but for a machine that has no time for it.
      expect: { poll: { timeout: timeoutMs / 2 } },
      globalSetup: [
        ...(engine ? ["harness/cli/fixtures/container-engine.ts"] : []),
        ...(packed ? ["harness/cli/fixtures/packed.ts"] : []),
      ],
    },
  };
}

export default defineConfig({
  test: { reporters: [new SlowestFiles(), "default"], projects: groups.map(project) },
});
