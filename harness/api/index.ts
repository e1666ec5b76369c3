import { createRequire } from "node:module";
import type { SockspecConfig } from "../cli/config/config.ts";
import { moduleExtension } from "../host/package/module-extension.ts";
import { defineProtocol as define } from "../protocol/define-protocol.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Judgement, RunReport } from "./report.ts";
import type { RunRequest } from "./request.ts";

// What a program, and a user's own configuration, protocols and scenarios import from "sockspec". Files of
// configurations and protocols import it at every start: it loads next to nothing by itself.

export type { SockspecConfig } from "../cli/config/config.ts";
export type { ProtocolDefinition } from "../protocol/protocol.ts";
export type { Claim, Scenario } from "../scenario/scenario.ts";
export type {
  CaseId,
  CaseReport,
  CheckReport,
  GradeReport,
  Judgement,
  Outcome,
  PlannedCaseReport,
  RunReport,
  SessionReport,
  StimulusReport,
  Verdict,
} from "./report.ts";
export type {
  GradedImplementations,
  ImplementationFacts,
  RunEvents,
  RunRequest,
} from "./request.ts";
export { SockspecError } from "./sockspec-error.ts";

/**
 * Grades implementations as `sockspec run` does, and returns the report. It prints nothing, and leaves
 * the exit status and the signals of the process alone.
 *
 * @throws {SockspecError} for a request that cannot be carried out.
 */
export async function run(request: RunRequest): Promise<RunReport> {
  const { startRun } = await import("./start-run.ts");
  return await startRun(request);
}

/**
 * Judges a history again: that of a stored case (`cases/….json` in a run's folder), parsed. Pure.
 *
 * @param scenario a scenario, or the id of a bundled one.
 * @param options.protocol the module of the protocol, where it is your own.
 * @throws {SockspecError} with the code `UNKNOWN_NAME`, `INVALID_SCENARIO` or `INVALID_HISTORY`.
 */
export function judge(
  scenario: string | Scenario,
  history: unknown,
  options: { readonly protocol?: string } = {},
): Judgement {
  const { judgeHistory } = loadNow<typeof import("./judge.ts")>("judge");
  return judgeHistory(scenario, history, options);
}

/**
 * Types and validates a scenario: `export const mine = defineScenario({ id, title, steps, … })`.
 *
 * @throws {SockspecError} with the code `INVALID_SCENARIO`, naming each key that is wrong.
 */
export function defineScenario(scenario: Scenario): Scenario {
  const { validScenario } = loadNow<typeof import("./valid-scenario.ts")>("valid-scenario");
  return validScenario(scenario);
}

/** Types the protocol that a module of a user's own exports as its default. */
export const defineProtocol = define;

/** Types the configuration that `sockspec.config.ts` exports as its default. */
export function defineConfig(config: SockspecConfig): SockspecConfig {
  return config;
}

/** Loads a module beside this one when it is first needed, without a promise. */
function loadNow<Module>(name: string): Module {
  return createRequire(import.meta.url)(`./${name}${moduleExtension}`) as Module;
}
