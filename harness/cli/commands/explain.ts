import { selectByPattern } from "../../plan/select.ts";
import { explainDocument } from "../../report/documents/documents.ts";
import { formatExplanation } from "../../report/pages/explanation.ts";
import { knownScenarios } from "../choose/scenarios.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";

/** The options of `sockspec explain`. */
export interface ExplainFlags {
  readonly scenarios?: string;
  /** Print one JSON document. */
  readonly json?: boolean;
}

/** @throws {UnknownNameError | UsageError | InvalidScenarioError} */
export async function runExplain(pattern: string, flags: ExplainFlags): Promise<ExitStatus> {
  const catalogue = await knownScenarios(flags.scenarios);
  const exact = catalogue.filter(({ id }) => id === pattern);
  const chosen = exact.length > 0 ? exact : selectByPattern("scenario", catalogue, [pattern]);
  process.stdout.write(
    flags.json === true
      ? explainDocument(chosen)
      : `${chosen.map(formatExplanation).join("\n\n")}\n`,
  );
  return exitStatus.asExpected;
}
