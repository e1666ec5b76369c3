import { markdownWords } from "../formats/markdown/text.ts";
import { counted } from "../html/mark-words.ts";
import { failuresSection } from "./failures-section.ts";
import { howItWasMade } from "./how-it-was-made.ts";
import type { BoardImplementation, Scoreboard } from "./scoreboard.ts";
import {
  distinctWords,
  formatCount,
  formatDays,
  formatMachine,
  formatVersions,
  signOf,
} from "./words.ts";

/**
 * The scoreboard's `README.md`, next to its picture in `results/scoreboard/`.
 *
 * @param measured what it tells of a measured run, as blocks of Markdown.
 */
export function scoreboardPage(board: Scoreboard, measured: readonly string[] = []): string {
  const blocks = [
    "# Scoreboard",
    ...partialNote(board),
    `![Grades of ${counted(board.implementations.length, "implementation")} on ${counted(board.networks.length, "network")}; the table below has the same grades](scoreboard.svg)`,
    [
      `Made by \`sockspec scoreboard\` from real runs: ${formatDays(board)}, ${formatVersions(board)},`,
      `${markdownWords(formatMachine(board))}.`,
      "`npm run scoreboard` repeats the runs. [index.html](index.html) has every case, and [scoreboard.json](scoreboard.json) has the grades as data.",
    ].join("\n"),
    "## Grades",
    gradeTable(board),
    [
      "**A**: every MUST and every SHOULD held. **B**: every MUST. **C**: at least 90 % of MUST. **D**: at least 75 %.",
      "**F**: less. **?**: no grade, because a requirement is undecided. **–**: nothing was judged. In brackets: how many MUST held,",
      "of how many judged, then the same for SHOULD. Features that an implementation does not claim are not judged.",
    ].join("\n"),
    ...failuresSection(board),
    ...measured,
    ...howItWasMade(board),
    "## What it does not show",
    [
      "A grade does not measure speed or security, and does not cover situations that are not tested; `npx sockspec list --untested`",
      "lists the known gaps. Scenarios with limits on time, cost and descriptors run on a clean link only. These kernels,",
      `${markdownWords(distinctWords(board.networks.flatMap((network) => network.congestionControls)))} and small socket buffers are one configuration of many. The implementations are the small`,
      "servers in `impls/`: a failure may be the fault of the runtime or of the server, and another program on the same runtime may",
      "fail where this server passes.",
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
