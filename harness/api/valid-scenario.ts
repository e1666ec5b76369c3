import type { Scenario } from "../scenario/scenario.ts";
import { InvalidScenarioError, parseScenario } from "../scenario/validate.ts";
import { SockspecError } from "./sockspec-error.ts";

/** @throws {SockspecError} with the code `INVALID_SCENARIO`, naming each key that is wrong. */
export function validScenario(scenario: unknown): Scenario {
  try {
    return parseScenario(scenario, nameOf(scenario));
  } catch (cause) {
    if (cause instanceof InvalidScenarioError) {
      const { code, message } = cause;
      throw new SockspecError(message, { code, field: "scenarios", cause });
    }
    throw cause;
  }
}

function nameOf(scenario: unknown): string {
  const { id } = (scenario ?? {}) as { readonly id?: unknown };
  return typeof id === "string" ? `"${id}"` : "What was given";
}
