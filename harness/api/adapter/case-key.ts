import type { PlannedCase } from "../../plan/plan.ts";
import type { CaseId } from "../report.ts";

/** What tells a case from others, whatever its repetition. */
export type CaseKey = string;

export function keyOfPlanned({
  implementation,
  scenario,
  network,
}: Pick<PlannedCase, "implementation" | "scenario" | "network">): CaseKey {
  return keyOf({
    implementation: implementation.name,
    scenario: scenario.id,
    network: network.name,
  });
}

export function keyOf({
  implementation,
  scenario,
  network,
}: Pick<CaseId, "implementation" | "scenario" | "network">): CaseKey {
  return `${implementation} ${scenario} ${network}`;
}
