import type { CaseResult } from "../../journal/case-result.ts";
import { attemptsOf } from "../../verdict/gate/flaky.ts";

/** The part of a case that decides whether its repetition counts. */
export type CountedCase = Pick<
  CaseResult,
  | "implementation"
  | "scenario"
  | "network"
  | "repetition"
  | "attempt"
  | "verdict"
  | "reason"
  | "checks"
  | "disturbed"
>;

/** Whether what was measured counts: every message came back, and the machine was undisturbed. */
export function counts({
  verdict,
  disturbed,
}: Pick<CountedCase, "verdict" | "disturbed">): boolean {
  return verdict === "pass" && disturbed === undefined;
}

/** Whether another attempt may count: nothing failed, and the machine was busy otherwise. */
export function isWorthReplaying({ verdict, disturbed }: CountedCase): boolean {
  return disturbed !== undefined && (verdict === "pass" || verdict === "inconclusive");
}

/** How many repetitions count, which were played again, and which do not count, a line each. */
export function formatCounted(cases: readonly CountedCase[]): readonly string[] {
  const repetitions = Array.from(attemptsOf(cases), ({ attempts }) => attempts);
  const uncounted = repetitions.filter((attempts) => !attempts.some(counts));
  const replayed = repetitions.filter((attempts) => attempts.length > 1 && attempts.some(counts));
  return [
    `${repetitions.length - uncounted.length} of ${repetitions.length} repetitions count`,
    ...formatUncounted(uncounted),
    ...formatReplayed(replayed),
    ...formatAdvice(uncounted),
  ];
}

/** Repetitions of one implementation in one scenario that do not count for the same reason share a line. */
function formatUncounted(uncounted: readonly (readonly CountedCase[])[]): readonly string[] {
  const onEach = Map.groupBy(uncounted, (attempts) =>
    JSON.stringify([placeOf(attempts.at(-1) as CountedCase), whyUncounted(attempts)]),
  );
  const described = [...onEach.values()].map((repeated) => {
    const [first = []] = repeated;
    const { implementation, scenario, network } = first.at(-1) as CountedCase;
    const numbers = repeated.map((attempts) => attempts.at(-1)?.repetition ?? 0);
    const word = numbers.length === 1 ? "repetition" : "repetitions";
    return {
      what: `${implementation} ${scenario}`,
      which: `${word} ${numbers.join(", ")}: ${whyUncounted(first)}`,
      network,
    };
  });
  const alike = Map.groupBy(described, ({ what, which }) => `${what}\n${which}`);
  return [...alike.values()].map((lines) => {
    const networks = lines.map(({ network }) => network).join(", ");
    return `  ${lines[0]?.what} on ${networks}, ${lines[0]?.which}`;
  });
}

function whyUncounted(attempts: readonly CountedCase[]): string {
  const last = attempts.at(-1) as CountedCase;
  const { verdict, reason, checks, disturbed } = last;
  const failed = checks.find(({ status }) => status === "fail");
  const again = attempts.length === 1 ? "" : ` in each of ${attempts.length} attempts`;
  return isWorthReplaying(last)
    ? `disturbed${again}, ${disturbed}`
    : `${verdict}, ${reason ?? failed?.observed ?? ""}`;
}

function formatReplayed(replayed: readonly (readonly CountedCase[])[]): readonly string[] {
  const lines = replayed.flatMap((attempts) =>
    attempts.slice(0, 1).map((first) => `  ${situationOf(first)}: ${first.disturbed ?? ""}`),
  );
  const [count, verb] =
    lines.length === 1 ? ["1 repetition", "was"] : [`${lines.length} repetitions`, "were"];
  return lines.length === 0 ? [] : [`${count} ${verb} disturbed and played again:`, ...lines];
}

function formatAdvice(uncounted: readonly (readonly CountedCase[])[]): readonly string[] {
  return uncounted.some((attempts) => isWorthReplaying(attempts.at(-1) as CountedCase))
    ? ["Measure on a quieter machine, or count disturbed repetitions too: --count-disturbed"]
    : [];
}

function situationOf(result: CountedCase): string {
  return `${placeOf(result)}, repetition ${result.repetition}`;
}

function placeOf({ implementation, scenario, network }: CountedCase): string {
  return `${implementation} ${scenario} on ${network}`;
}
