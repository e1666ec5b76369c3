import { markdownWords } from "../formats/markdown/text.ts";
import { counted } from "../html/mark-words.ts";
import { failuresSection } from "./failures-section.ts";
import { howItWasMade } from "./how-it-was-made.ts";
import type { BoardImplementation, Scoreboard } from "./scoreboard.ts";
import {
  describeDays,
  describeMachine,
  describeVersions,
  distinctWords,
  formatCount,
  signOf,
} from "./words.ts";

/** The scoreboard's `README.md`, next to its picture in `results/scoreboard/`. */
export function scoreboardPage(board: Scoreboard): string {
  const blocks = [
    "# Scoreboard",
    ...partialNote(board),
    `![Grades of ${counted(board.implementations.length, "implementation")} on ${counted(board.networks.length, "network")}; the table below says the same](scoreboard.svg)`,
    [
      `Made by \`sockspec scoreboard\` from real runs: ${describeDays(board)}, ${describeVersions(board)},`,
      `${markdownWords(describeMachine(board))}.`,
      "`npm run scoreboard` makes it again. [index.html](index.html) has every case, [scoreboard.json](scoreboard.json) the same as data.",
    ].join("\n"),
    "## Grades",
    gradeTable(board),
    [
      "**A**: every MUST and every SHOULD held. **B**: every MUST. **C**: at least 90 % of MUST. **D**: at least 75 %.",
      "**F**: fewer. **?**: no grade, because something is undecided. **–**: nothing was judged. In brackets: MUST that held",
      "of those judged, then SHOULD. What an implementation does not claim is not judged.",
    ].join("\n"),
    ...failuresSection(board),
    ...howItWasMade(board),
    "## What it does not show",
    [
      "Nothing about speed: a grade shows what held, not how fast. Nothing about security, and nothing about situations that are",
      "not tested; `npx sockspec list --untested` names those that are known. Scenarios with limits on time, cost and descriptors run on",
      `a clean link only. These kernels, ${markdownWords(distinctWords(board.networks.flatMap((network) => network.congestionControls)))} and small socket buffers are one`,
      "setting of many. The implementations are the small servers in `impls/`: what one of them fails may be the runtime's fault or its",
      "own, and what it passes another program on the same runtime can still fail.",
    ].join("\n"),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function partialNote({ partial }: Scoreboard): readonly string[] {
  return partial.length === 0
    ? []
    : [
        [
          "> **This is a partial scoreboard**, made with `--partial`. Do not publish it.",
          ...partial.map((reason) => `> - ${markdownWords(reason)}`),
        ].join("\n>\n"),
      ];
}

function gradeTable({ networks, implementations }: Scoreboard): string {
  const heads = ["implementation", "version", "overall", ...networks.map(({ name }) => name)];
  return [
    row(heads.map(markdownWords)),
    row(heads.map((_, index) => (index < 2 ? "---" : ":---:"))),
    ...implementations.map((implementation) => row(cellsOf(implementation))),
  ].join("\n");
}

function cellsOf({ name, title, version, overall, cells }: BoardImplementation) {
  const named = title === null ? "" : `<br>${markdownWords(title)}`;
  const grades = [overall, ...cells].map((grade) => {
    const { must, should } = grade;
    const counts =
      must.judged + should.judged === 0 ? "" : `<br>(${formatCount(must)}, ${formatCount(should)})`;
    return `**${signOf(grade)}**${counts}`;
  });
  return [`**${markdownWords(name)}**${named}`, markdownWords(version ?? "not known"), ...grades];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
