import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Tests that open labs and start servers share two cores with each other.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    include: ["harness/**/*.test.ts", "scenarios/**/*.test.ts", "impls/**/*.test.ts"],
  },
});
