import { defineConfig } from "vitest/config";

/** Tests that open labs, start servers or measure time: side by side they would starve each other. */
const withProcesses = [
  "harness/{cli,run,journal,lab,host}/**/*.test.ts",
  "harness/implementation/endpoint*.test.ts",
  "harness/driver/play*.test.ts",
  "harness/report/html/browser*.test.ts",
];
const withContainers = ["harness/lab/container/*.test.ts", "harness/cli/tests/container*.test.ts"];
const selfTest = ["harness/cli/commands/self-test.test.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "pure",
          include: ["{harness,scenarios,scripts}/**/*.test.ts"],
          exclude: [...withProcesses, ...withContainers, ...selfTest],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "processes",
          include: withProcesses,
          exclude: [...withContainers, ...selfTest],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "containers",
          include: withContainers,
          globalSetup: "harness/cli/fixtures/container-engine.ts",
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: "self-test",
          include: selfTest,
          testTimeout: 1_500_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
