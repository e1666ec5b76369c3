import { defineConfig } from "vitest/config";

/** Tests that open labs, start servers or measure time: side by side they would starve each other. */
const withProcesses = [
  "harness/{lab,run,cli}/**/*.test.ts",
  "harness/implementation/endpoint*.test.ts",
  "harness/driver/play*.test.ts",
];
const selfTest = ["harness/cli/self-test.test.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "pure",
          include: ["harness/**/*.test.ts", "scenarios/**/*.test.ts"],
          exclude: [...withProcesses, ...selfTest],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "processes",
          include: withProcesses,
          exclude: selfTest,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "self-test",
          include: selfTest,
          testTimeout: 1_500_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
