import { catalogue } from "../../../scenarios/catalogue.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { UsageError } from "../exit-status.ts";

/** @throws {UsageError | InvalidScenarioError} */
export async function allScenarios(folder: string | undefined): Promise<readonly Scenario[]> {
  if (folder === undefined) {
    return catalogue;
  }
  // Only here is the validator needed, which takes longer to load than all the rest.
  const { loadUserScenarios } = await import("./user-scenarios.ts");
  const own = await loadUserScenarios(folder);
  const ids = [...own, ...catalogue].map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new UsageError(`--scenarios: "${twice}" exists already; give it an id of its own.`);
  }
  return [...own, ...catalogue];
}
