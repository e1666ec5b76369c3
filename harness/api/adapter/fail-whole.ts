import { RequirementError } from "./requirement-error.ts";

/** @throws {RequirementError} where something is wrong with runs that no single test is about. */
export function failWhole(problems: readonly string[]): void {
  if (problems.length > 0) {
    throw new RequirementError(problems.join("\n"));
  }
}
