import type { Paint } from "../terminal/glyphs.ts";
import type { ComparedRun } from "./compared-run.ts";
import type { Change, RunDiff, SituationDifference } from "./diff.ts";
import type { Reason, SituationState } from "./state.ts";

const headings: Readonly<Record<Change, string>> = {
  worse: "worse",
  better: "better",
  "other-share": "still flaky, with a different share",
  "other-reason": "same verdict, for another reason",
  undecided: "failed before, no verdict now",
  "not-run": "not run in one of them",
  new: "new",
  gone: "gone",
};

const colours: Readonly<Partial<Record<Change, Parameters<Paint>[0]>>> = {
  worse: "red",
  better: "green",
};

/** Beyond this, changes are only counted, unless they are for the worse. */
const shownMax = 20;

/** Beyond this, reasons are only counted. */
const reasonsMax = 3;

export interface DiffTextOptions {
  readonly before: ComparedRun;
  readonly after: ComparedRun;
  readonly paint: Paint;
}

/** Lists the differences between two runs, worst first. */
export function formatDiff(diff: RunDiff, { before, after, paint }: DiffTextOptions): string {
  const changes = Object.keys(headings) as Change[];
  return [
    `before  ${formatRun(before)}`,
    `after   ${formatRun(after)}`,
    ...diff.header.map(({ what, ...values }) => `  ${what}: ${values.before} → ${values.after}`),
    ...changes.flatMap((change) => formatSection(change, diff, paint)),
    "",
    `${diff.same} unchanged`,
  ].join("\n");
}

function formatSection(change: Change, diff: RunDiff, paint: Paint): readonly string[] {
  const own = diff.situations.filter((situation) => situation.change === change);
  if (own.length === 0) {
    return [];
  }
  const heading = `${own.length} ${headings[change]}`;
  const colour = colours[change];
  const shown = change === "worse" ? own : own.slice(0, shownMax);
  const hidden = own.length - shown.length;
  return [
    "",
    paint("bold", colour === undefined ? heading : paint(colour, heading)),
    ...shown.flatMap(formatSituation),
    ...(hidden > 0 ? [`  … and ${hidden} more; --json lists them all`] : []),
  ];
}

function formatRun({ folder, startedAt, caseCount }: ComparedRun): string {
  return `${folder}  ${startedAt}  ${caseCount} cases`;
}

function formatSituation(situation: SituationDifference): readonly string[] {
  const { implementation, scenario, network, before, after } = situation;
  const where = network === "clean" ? "" : ` on ${network}`;
  const absent = situation.change === "not-run" ? ["not run"] : [];
  const states = [before, after].flatMap((state) =>
    state === null ? absent : [formatState(state)],
  );
  const [was, is] = [reasonLines(before), reasonLines(after)];
  const isSame = was.join() === is.join();
  return [
    `  ${implementation} ${scenario}${where}: ${states.join(" → ")}`,
    ...(isSame || before === null || after === null
      ? (after === null ? was : is).map((line) => `      ${line}`)
      : [...was.map((line) => `    - ${line}`), ...is.map((line) => `    + ${line}`)]),
  ];
}

function formatState({ verdict, passed, judged }: SituationState): string {
  if (verdict === "pass-should") {
    return "pass, a SHOULD failed";
  }
  return verdict === "flaky" || judged > 1 ? `${verdict}, ${passed} of ${judged} passed` : verdict;
}

function reasonLines(state: SituationState | null): readonly string[] {
  const reasons = state?.reasons ?? [];
  const hidden = reasons.length - reasonsMax;
  return [
    ...reasons.slice(0, reasonsMax).map(formatReason),
    ...(hidden > 0 ? [`… and ${hidden} more`] : []),
  ];
}

function formatReason({ check, level, observed }: Reason): string {
  const [first = ""] = observed.split("\n");
  return check === null ? first : `${level} ${check}: ${first}`;
}
