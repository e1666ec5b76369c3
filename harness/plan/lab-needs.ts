import type { LabNeeds } from "../lab/lab.ts";
import type { PlannedCase } from "./plan.ts";

/** @returns what the lab of a case must have. */
export function needsOf({ implementation }: Pick<PlannedCase, "implementation">): LabNeeds {
  return { upstream: implementation.role === "proxy" };
}
