import type { JudgementDifference, RegradedCase } from "../../journal/regrade/case.ts";
import type { RegradedRun } from "../../journal/regrade/run.ts";
import { placeOf } from "../transport-words.ts";
import type { Paint } from "./glyphs.ts";

/** Reports a regraded run: the differences first, then how much is unchanged. */
export function formatRegraded({ judged, kept }: RegradedRun, paint: Paint): string {
  const different = judged.filter(({ differences }) => differences.length > 0);
  const verdicts = judged.filter(
    ({ verdictBefore, verdictAfter }) => verdictBefore !== verdictAfter,
  ).length;
  const withoutHistory = kept.filter(({ why }) => why === "no-history").length;
  const gone = kept.filter(({ why }) => why === "no-scenario").map(({ stored }) => stored.scenario);
  const unreadable = kept.filter(({ why }) => why === "unreadable");
  return [
    ...different.map((regraded) => `${formatCase(regraded, paint)}\n`),
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
  repetition,
  attempt,
  ...place
}: RegradedCase["stored"]): string {
  const again = attempt === 1 ? "" : `, attempt ${attempt}`;
  return `${implementation} · ${scenario}  ${placeOf(place)}, repetition ${repetition}${again}`;
}

function formatCase(regraded: RegradedCase, paint: Paint): string {
  const { verdictBefore: before, verdictAfter: after, stored } = regraded;
  const verdict = before === after ? `still ${after}` : `${before} → ${paint("bold", after)}`;
  const own = regraded.differences.filter(({ what }) => what !== "verdict" || before === after);
  return [
    `${nameOf(stored)}: ${verdict}`,
    ...own.flatMap((each) => formatDifference(each, paint)),
  ].join("\n");
}

function formatDifference(difference: JudgementDifference, paint: Paint): readonly string[] {
  const { what, before, after, observed } = difference;
  const verdict =
    before === after ? `still ${after}` : `${before ?? "not there"} → ${after ?? "not there"}`;
  return [
    `  ${what}: ${verdict}`,
    ...(observed === undefined
      ? []
      : [
          `    ${paint("dim", "before")}  ${observed.before}`,
          `    ${paint("dim", "now   ")}  ${observed.after}`,
        ]),
  ];
}
