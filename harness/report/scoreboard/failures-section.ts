import { markdownWords } from "../formats/markdown/text.ts";
import type { BoardFailure, BoardUndecided } from "./failures.ts";
import type { BoardImplementation, Scoreboard } from "./scoreboard.ts";

/** Beyond this, an implementation's failures are only counted: `index.html` has them all. */
const undecidedMax = 20;

/** Each implementation's failures with their reasons, as blocks of Markdown. */
export function failuresSection({ implementations }: Scoreboard): readonly string[] {
  const isFine = ({ failures, undecided }: BoardImplementation) =>
    failures.length + undecided.length === 0;
  const fine = implementations.filter(isFine).map(({ name }) => `**${markdownWords(name)}**`);
  return [
    "## What they fail, and why",
    ...implementations
      .filter((implementation) => !isFine(implementation))
      .flatMap(formatImplementation),
    ...(fine.length === 0 ? [] : [`No failures: ${fine.join(", ")}.`]),
  ];
}

function formatImplementation({ name, failures, undecided }: BoardImplementation) {
  const items = [...failures.map(formatFailure), ...formatUndecided(undecided)];
  return [`### ${markdownWords(name)}`, items.join("\n")];
}

function formatFailure(failure: BoardFailure): string {
  const { scenario, check, level, networks, failed, judged } = failure;
  const where = `on ${networks.map(markdownWords).join(", ")}`;
  const often = failed === judged ? "" : `, ${failed} of ${judged} times`;
  return [
    `- **${level}** ${markdownWords(scenario)}, check ${markdownWords(check)}, ${where}${often}:`,
    `  ${markdownWords(failure.statement)} (${markdownWords(failure.source)})`,
    `  Expected: ${markdownWords(failure.expected)}. Observed: ${markdownWords(failure.observed)}.`,
    `  ${why(failure)}`,
  ].join("\n");
}

/** The page is two folders below the project's root, so links to findings go up. */
function why({ reason, finding }: BoardFailure): string {
  if (reason === null) {
    return "**New**: no baseline expects it.";
  }
  if (finding === null) {
    return `Known: ${markdownWords(reason)}.`;
  }
  const words = reason.replace(finding, "").replace(/[\s;:,]+$/, "");
  return `Known: ${markdownWords(words)}; [evidence](../../${finding}).`;
}

function formatUndecided(undecided: readonly BoardUndecided[]): readonly string[] {
  const shown = undecided.slice(0, undecidedMax);
  const hidden = undecided.length - shown.length;
  return [
    ...shown.map(({ scenario, network, verdict, reason }) => {
      const because = reason === null ? "" : `: ${markdownWords(reason)}`;
      return `- Undecided: ${markdownWords(scenario)} on ${markdownWords(network)}, ${verdict}${because}`;
    }),
    ...(hidden === 0 ? [] : [`- … and ${hidden} more that are undecided.`]),
  ];
}
