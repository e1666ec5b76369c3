import type { PlannedCase } from "../../plan/plan.ts";
import { selectByPattern, UnknownNameError } from "../../plan/select.ts";
import { allChecks } from "../../scenario/epilogue.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { GateRules, Threshold } from "../../verdict/gate/rules.ts";
import { isUnder } from "../../verdict/gate/threshold.ts";
import { UsageError } from "../exit-status.ts";

const form = "scenario:pass>=0.95 or scenario:check:pass>=0.95";

/**
 * Parses such as `half-close-drain:pass>=0.95`: a scenario as `-t` names it, perhaps one of its
 * checks, and the share of repetitions that has to pass.
 *
 * @throws {UsageError | UnknownNameError} naming the expected form.
 */
export function parseThreshold(text: string, scenarios: readonly Scenario[]): Threshold {
  const [pattern = "", ...rest] = text.split(":");
  const condition = rest.pop();
  const [check = null, ...more] = rest;
  if (condition === undefined || pattern === "" || check === "" || more.length > 0) {
    throw new UsageError(`--threshold: expected ${form}, found "${text}".`);
  }
  const passShareMin = parseCondition(condition, text);
  const selected = selectByPattern("scenario", scenarios, [pattern]);
  const own =
    check === null ? selected : selected.filter((scenario) => checkIds(scenario).includes(check));
  if (own.length === 0) {
    const known = new Set(selected.flatMap(checkIds));
    throw new UnknownNameError(`check of ${pattern}`, check ?? "", [...known]);
  }
  return { text, scenarios: new Set(own.map(({ id }) => id)), check, passShareMin };
}

function parseCondition(condition: string, text: string): number {
  const [, share] = /^pass>=(.+)$/.exec(condition) ?? [];
  if (share === undefined) {
    throw new UsageError(
      `--threshold: expected ${form}, found "${condition}" in "${text}". ` +
        "Quote the rule, or the shell treats > as a redirection.",
    );
  }
  const value = /^(?:0?\.\d+|[01](?:\.\d+)?)$/.test(share) ? Number(share) : Number.NaN;
  if (!(value > 0 && value <= 1)) {
    throw new UsageError(
      `--threshold: expected a share above 0 and up to 1, such as 0.95; found "${share}" in "${text}".`,
    );
  }
  return value;
}

function checkIds(scenario: Scenario): readonly string[] {
  return allChecks(scenario).map(({ id }) => id);
}

/** @returns the thresholds under which something can run. */
export function thresholdsOver(
  plan: readonly PlannedCase[],
  { thresholds }: Pick<GateRules, "thresholds">,
): readonly Threshold[] {
  return thresholds.filter((threshold) => !isIdle(threshold, plan));
}

function isIdle(threshold: Threshold, plan: readonly PlannedCase[]): boolean {
  return !plan.some(
    ({ scenario, unsupported }) =>
      unsupported === null && isUnder(threshold, { scenario: scenario.id }),
  );
}

/** @returns a sentence for a threshold under which nothing can run: nothing would meet it. */
export function whyIdle(
  plan: readonly PlannedCase[],
  { thresholds }: Pick<GateRules, "thresholds">,
): string | null {
  const found = thresholds.find((threshold) => isIdle(threshold, plan));
  return found === undefined
    ? null
    : `--threshold: no case that can run here is under "${found.text}". Select its scenario too.`;
}
