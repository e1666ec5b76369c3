import { selectByPattern } from "../../plan/select.ts";
import { explainDocument } from "../../report/documents/documents.ts";
import { formatExplanation } from "../../report/pages/explanation.ts";
import { knownScenarios } from "../choose/scenarios.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";
import { findProtocol } from "../options/protocol.ts";

/** The options of `sockspec explain`. */
export interface ExplainFlags {
  readonly scenarios?: string;
  /** Also show what is sent and owed in this one: a name, or a module's path. */
  readonly protocol?: string;
  /** Print one JSON document. */
  readonly json?: boolean;
}

/** @throws {UnknownNameError | UsageError | InvalidScenarioError | InvalidProtocolError} */
export async function runExplain(pattern: string, flags: ExplainFlags): Promise<ExitStatus> {
  const protocol = findProtocol(flags);
  const catalogue = await knownScenarios(flags.scenarios);
  const exact = catalogue.filter(({ id }) => id === pattern);
  const chosen = exact.length > 0 ? exact : selectByPattern("scenario", catalogue, [pattern]);
  process.stdout.write(
    flags.json === true
      ? explainDocument(chosen, protocol)
      : `${chosen.map((each) => formatExplanation(each, protocol)).join("\n\n")}\n`,
  );
  return exitStatus.asExpected;
}
