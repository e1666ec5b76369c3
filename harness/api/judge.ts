import { resolve } from "node:path";
import { catalogue } from "../../scenarios/catalogue.ts";
import { interopScenarios } from "../../scenarios/interop/catalogue.ts";
import { measurements } from "../../scenarios/measurements/catalogue.ts";
import type { History } from "../history/history.ts";
import { historyOf } from "../journal/case-files.ts";
import { InvalidJournalError } from "../journal/invalid-journal-error.ts";
import { loadProtocol } from "../protocol/load-protocol.ts";
import { nearestName } from "../scenario/nearest-name.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { judge } from "../verdict/judge.ts";
import { asSockspecError } from "./as-sockspec-error.ts";
import { judgementOf } from "./case-report.ts";
import type { Judgement } from "./report.ts";
import { SockspecError } from "./sockspec-error.ts";
import { validScenario } from "./valid-scenario.ts";

/**
 * Judges a history: what `judge` of index.ts does, which loads this module when it is first called.
 *
 * @public
 */
export function judgeHistory(
  scenario: string | Scenario,
  history: unknown,
  { protocol }: { readonly protocol?: string },
): Judgement {
  try {
    if (protocol !== undefined) {
      loadProtocol(resolve(protocol));
    }
    const known = typeof scenario === "string" ? bundled(scenario) : validScenario(scenario);
    return judgementOf(judgeSafely(known, validHistory(history)));
  } catch (cause) {
    throw asSockspecError(cause);
  }
}

/** A part of an id would judge by another scenario's checks. */
function bundled(id: string): Scenario {
  const all: readonly Scenario[] = [...catalogue, ...measurements, ...interopScenarios];
  const found = all.find((scenario) => scenario.id === id);
  if (found === undefined) {
    const near = nearestName(
      id,
      all.map((scenario) => scenario.id),
    );
    const advice = near === null ? "sockspec list scenarios has them." : `Did you mean "${near}"?`;
    const message = `scenario: expected the whole id of a bundled scenario, found "${id}". ${advice}`;
    throw new SockspecError(message, { code: "UNKNOWN_NAME", field: "scenario" });
  }
  return found;
}

function validHistory(data: unknown): History {
  const advice = "Give what a file cases/….json of a run's folder holds, parsed.";
  try {
    return historyOf(data, { file: "history", advice });
  } catch (cause) {
    throw notAHistory(cause);
  }
}

/** A history that has every key may still contradict itself. */
function judgeSafely(scenario: Scenario, history: History) {
  try {
    return judge(scenario, history);
  } catch (cause) {
    throw notAHistory(cause);
  }
}

function notAHistory(cause: unknown): unknown {
  return cause instanceof InvalidJournalError || cause instanceof RangeError
    ? new SockspecError(cause.message, { code: "INVALID_HISTORY", field: "history", cause })
    : cause;
}
