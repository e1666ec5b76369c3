import { selectByPattern } from "../../plan/select.ts";
import { formatExplanation } from "../../report/pages/explanation.ts";
import { allScenarios } from "../choose/all-scenarios.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";

/** @throws {UnknownNameError | UsageError | InvalidScenarioError} */
export async function runExplain(pattern: string, folder: string | undefined): Promise<ExitStatus> {
  const catalogue = await allScenarios(folder);
  const exact = catalogue.filter(({ id }) => id === pattern);
  const chosen = exact.length > 0 ? exact : selectByPattern("scenario", catalogue, [pattern]);
  console.log(chosen.map(formatExplanation).join("\n\n"));
  return exitStatus.asExpected;
}
