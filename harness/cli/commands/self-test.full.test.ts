import { test } from "vitest";
import { expectFaultsKilled } from "../fixtures/self-test.ts";

test("every fault is killed as its list says, and every check kills one", async () => {
  await expectFaultsKilled([]);
});
