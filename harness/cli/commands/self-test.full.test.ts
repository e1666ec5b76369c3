import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";
import { projectRoot } from "../../host/package/project-root.ts";
import { loadFaults } from "../../implementation/faults.ts";
import { expectFaultsKilled } from "../fixtures/self-test.ts";

test("every fault is killed by the checks that its list names", async () => {
  const folder = join(projectRoot, "impls", "faulty");
  const faults = readdirSync(folder)
    .flatMap((family) => loadFaults(join(folder, family)))
    .map(({ implementation }) => implementation.name);
  await expectFaultsKilled(["--listed", ...faults]);
});
