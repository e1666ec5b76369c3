import type { JudgementDifference, RegradedCase } from "../../journal/regrade/case.ts";
import type { RegradedRun } from "../../journal/regrade/run.ts";
import type { Paint } from "./glyphs.ts";

/** Says what became of a run that was judged again: what differs first, then how much did not. */
export function formatRegraded({ judged, kept }: RegradedRun, paint: Paint): string {
  const different = judged.filter(({ differences }) => differences.length > 0);
  const verdicts = judged.filter((one) => one.verdictBefore !== one.verdictAfter).length;
  const withoutHistory = kept.filter(({ why }) => why === "no-history").length;
  const gone = kept.filter(({ why }) => why === "no-scenario").map(({ stored }) => stored.scenario);
  const unreadable = kept.filter(({ why }) => why === "unreadable");
  return [
    ...different.map((one) => `${formatCase(one, paint)}\n`),
    ...unreadable.map(({ stored, problem }) =>
      paint("red", `${nameOf(stored)} keeps its verdict: ${problem}`),
    ),
    ...(gone.length === 0
      ? []
      : [
          `no longer there, verdicts kept: ${[...new Set(gone)].join(", ")} (${cases(gone.length)})`,
        ]),
    `${cases(judged.length)} judged again: ${verdicts} with another verdict, ` +
      `${different.length} with another judgement`,
    ...(withoutHistory === 0
      ? []
      : [
          `${cases(withoutHistory)} without a history: ${withoutHistory === 1 ? "keeps its verdict" : "keep their verdicts"}`,
        ]),
  ].join("\n");
}

function cases(count: number): string {
  return `${count} case${count === 1 ? "" : "s"}`;
}

function nameOf({
  implementation,
  scenario,
  network,
  repetition,
  attempt,
}: RegradedCase["stored"]): string {
  const again = attempt === 1 ? "" : `, attempt ${attempt}`;
  return `${implementation} · ${scenario}  ${network} network, repetition ${repetition}${again}`;
}

function formatCase(one: RegradedCase, paint: Paint): string {
  const { verdictBefore: before, verdictAfter: after, stored } = one;
  const verdict = before === after ? `still ${after}` : `${before} → ${paint("bold", after)}`;
  const own = one.differences.filter(({ what }) => what !== "verdict" || before === after);
  return [
    `${nameOf(stored)}: ${verdict}`,
    ...own.flatMap((each) => formatDifference(each, paint)),
  ].join("\n");
}

function formatDifference(difference: JudgementDifference, paint: Paint): readonly string[] {
  const { what, before, after, observed } = difference;
  const told =
    before === after ? `still ${after}` : `${before ?? "not there"} → ${after ?? "not there"}`;
  return [
    `  ${what}: ${told}`,
    ...(observed === undefined
      ? []
      : [
          `    ${paint("dim", "before")}  ${observed.before}`,
          `    ${paint("dim", "now   ")}  ${observed.after}`,
        ]),
  ];
}
