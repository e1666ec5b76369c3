import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";
import { loadFaults } from "../../implementation/faults.ts";
import { projectRoot } from "../choose/bundled-names.ts";
import { expectFaultsKilled } from "../fixtures/self-test.ts";

/**
 * Its echoes are lost only if the driver learns of the reset, by a write of its own, before it has
 * read them: a race that it does not lose every time. `npm run self-test` runs it with the others.
 */
const races = ["faulty-cpp-closes-unread"];

test("every fault that does not race is killed as its list says", async () => {
  const folder = join(projectRoot, "impls", "faulty");
  const faults = readdirSync(folder)
    .flatMap((family) => loadFaults(join(folder, family)))
    .map(({ implementation }) => implementation.name)
    .filter((name) => !races.includes(name));
  await expectFaultsKilled(faults);
});
