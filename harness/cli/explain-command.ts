import { catalogue } from "../../scenarios/catalogue.ts";
import { selectByPattern } from "../plan/select.ts";
import { formatExplanation } from "../report/explanation.ts";
import { type ExitStatus, exitStatus } from "./exit-status.ts";

/** @throws {UnknownNameError} */
export function runExplain(pattern: string): ExitStatus {
  const exact = catalogue.filter(({ id }) => id === pattern);
  const chosen = exact.length > 0 ? exact : selectByPattern("scenario", catalogue, [pattern]);
  console.log(chosen.map(formatExplanation).join("\n\n"));
  return exitStatus.asExpected;
}
