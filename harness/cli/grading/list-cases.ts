import type { PlannedCase } from "../../plan/plan.ts";
import { casesDocument } from "../../report/documents/documents.ts";
import { formatCaseList } from "../../report/terminal/case-list.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { writeReport } from "../reporters/files.ts";
import { isStandardOutput } from "../standard-output.ts";

/** Shows what `--list` is for: the cases of a plan, as text or where `--json` says. */
export function listCases(
  plan: readonly PlannedCase[],
  excluded: readonly string[],
  { json }: Pick<RunFlags, "json">,
): void {
  if (json === undefined) {
    process.stdout.write(formatCaseList(plan));
    return;
  }
  const document = casesDocument(plan, excluded);
  if (isStandardOutput(json)) {
    process.stdout.write(document);
  } else {
    writeReport(json, document);
  }
}
