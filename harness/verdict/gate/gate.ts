import { isUnexplained, staleEntries } from "../baseline/baseline.ts";
import { type CaseOutcome, type GatedCase, outcomeOfCase } from "./case.ts";
import { attemptsOf } from "./flaky.ts";
import type { GateRules } from "./rules.ts";
import { type ThresholdResult, thresholdResults } from "./threshold.ts";

/** A run's outcome under the gate's rules. */
export interface Gate<T extends GatedCase = GatedCase> {
  readonly state: "as-expected" | "failed" | "undecided";
  /** Why it failed, and why it is undecided: phrases such as `2 cases failed`. */
  readonly failures: readonly string[];
  readonly undecided: readonly string[];
  /** Outcomes other than a pass that the rules allow. */
  readonly allowances: readonly string[];
  /** The attempt at each case that counts, in order of appearance. */
  readonly counted: readonly T[];
  readonly thresholds: readonly ThresholdResult[];
  /** Problems of the baseline, one sentence each. */
  readonly staleEntries: readonly string[];
}

/**
 * Applies rules to a run. Pure.
 *
 * @param known ids of all scenarios in the catalogue.
 */
export function gateRun<T extends GatedCase>(
  cases: readonly T[],
  rules: GateRules,
  known: readonly string[],
): Gate<T> {
  const counted: T[] = [];
  const counts: Counts = {};
  for (const attempted of attemptsOf(cases, rules.failOn)) {
    const outcome = outcomeOfCase(attempted, rules);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    counted.push(attempted.counted);
  }
  const thresholds = thresholdResults(cases, rules);
  const stale = rules.isPart === true ? [] : staleEntries(rules.baseline, cases, known);
  const facts = { counts, thresholds, stale, rules };
  const phrases = phrasesOf(facts);
  const textsOf = (where: Phrase["where"]) =>
    phrases.flatMap((phrase) =>
      phrase.where === where && phrase.text !== null ? [phrase.text] : [],
    );
  const failures = textsOf("failed");
  const undecided = textsOf("undecided");
  return {
    state: failures.length > 0 ? "failed" : undecided.length > 0 ? "undecided" : "as-expected",
    failures,
    undecided,
    allowances: textsOf("allowed"),
    counted,
    thresholds,
    staleEntries: stale,
  };
}

type Counts = Partial<Record<CaseOutcome, number>>;

interface Phrase {
  readonly where: "failed" | "undecided" | "allowed";
  /** Null if there is nothing to report. */
  readonly text: string | null;
}

interface Facts {
  readonly counts: Counts;
  readonly thresholds: readonly ThresholdResult[];
  readonly stale: readonly string[];
  readonly rules: GateRules;
}

function phrasesOf({ counts, thresholds, stale, rules }: Facts): readonly Phrase[] {
  const { strict, baseline, failOn } = rules;
  const missed = thresholds.filter(({ state }) => state === "missed").length;
  const open = thresholds.filter(({ state }) => state === "undecided").length;
  const unexplained = baseline.filter(({ reason }) => isUnexplained(reason)).length;
  const level = failOn === "must" ? "a MUST" : "a MUST or SHOULD";
  const strictly = strict ? "failed" : "undecided";
  return [
    { where: "failed", text: some(counts.failed, "case", `failed ${level}`) },
    { where: "failed", text: some(missed, "threshold", "missed") },
    {
      where: "failed",
      text: stale.length === 0 ? null : `the baseline is stale in ${times(stale.length, "place")}`,
    },
    { where: strictly, text: some(counts.inconclusive, "case", "inconclusive") },
    { where: "undecided", text: some(open, "threshold", "undecided") },
    { where: "undecided", text: some(counts.error, "case", "in error") },
    { where: "undecided", text: nothingJudged(counts, thresholds, rules) },
    {
      where: strict ? "failed" : "allowed",
      text: some(counts.flaky, "case", "flaky: passed on a retry"),
    },
    {
      where: strict ? "failed" : "allowed",
      text: some(counts.hidden, "case", "hidden by this lab"),
    },
    {
      where: strict ? "failed" : "allowed",
      text: some(
        unexplained,
        "entry of the baseline",
        "without a reason",
        "entries of the baseline",
      ),
    },
    { where: "allowed", text: some(counts.expected, "case", "failed as the baseline expects") },
    {
      where: "allowed",
      text: some(counts["under-threshold"], "case", "judged by a threshold instead"),
    },
  ];
}

/** A run or a threshold under which nothing was judged proves nothing. */
function nothingJudged(
  counts: Counts,
  results: readonly ThresholdResult[],
  { thresholds, isPart = false }: GateRules,
): string | null {
  const idle = thresholds.filter((rule) => results.every(({ threshold }) => threshold !== rule));
  if (idle.length > 0) {
    return `nothing was judged under ${idle.map(({ text }) => `"${text}"`).join(", ")}`;
  }
  const judged: readonly CaseOutcome[] = ["passed", "flaky", "failed", "expected"];
  return isPart || judged.some((outcome) => counts[outcome] !== undefined) || results.length > 0
    ? null
    : "no case was judged";
}

function some(
  count: number | undefined,
  singular: string,
  what: string,
  many = `${singular}s`,
): string | null {
  return count === undefined || count === 0 ? null : `${times(count, singular, many)} ${what}`;
}

function times(count: number, singular: string, many = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : many}`;
}
