import type { Scenario } from "../../scenario/scenario.ts";
import type { Comparison, Standing } from "../comparison/compare.ts";
import { formatCounted } from "../comparison/counted.ts";
import { formatCsv } from "../comparison/csv.ts";
import { comparisonDocument } from "../comparison/document.ts";
import { compareRun } from "../comparison/measured-run.ts";
import { measurementNotes } from "../comparison/notes.ts";
import { plotsOn, plotsOverNetworks } from "../comparison/plots/plots.ts";
import { formatStanding, whyUnmeasured } from "../comparison/standing-text.ts";
import { markdownWords } from "../formats/markdown/text.ts";
import { standaloneChart } from "../pictures/chart/style.ts";
import { formatRun, linkTable } from "./how-it-was-made.ts";
import { scoreboardHtml } from "./html.ts";
import type { SourcedReport } from "./join-reports.ts";
import { networkOf } from "./network.ts";
import { boardRun } from "./scoreboard.ts";

/** What a scoreboard tells of a measured run. */
export interface MeasuredBoard {
  /** Blocks of Markdown. */
  readonly section: readonly string[];
  /** What is written beside the page: names, which the section refers to, and texts. */
  readonly files: readonly (readonly [string, string])[];
}

/** The figures that stand on the page; the report has the others. */
const shownFigures: readonly string[] = ["p50", "p99", "throughput", "at-1", "at-1000", "at-10000"];

export function measuredBoard(measured: SourcedReport): MeasuredBoard {
  const { report, sources } = measured;
  const { run } = report;
  const comparisons = compareRun(report);
  const scenarios = [...new Set(comparisons.map(({ scenario }) => scenario))];
  const networks = [...new Set(comparisons.map(({ network }) => network))];
  const plots = scenarios.map((scenario) => ({
    scenario,
    drawings: drawingsOf(scenario, networks, { run, comparisons, sources }),
  }));
  return {
    section: [
      "## How fast they are",
      introduction,
      ...plots.flatMap(({ scenario, drawings }) => [
        `### ${markdownWords(scenario.title)}`,
        markdownWords(scenario.why),
        ...drawings.map(({ file, title }) => `![${markdownWords(title)}](${file})`),
        ...figureTables(
          comparisons.filter((each) => each.scenario === scenario),
          networks,
        ),
      ]),
      "### How it was measured",
      ...formatRun(boardRun(report)),
      factList([
        ...formatCounted(run.cases),
        ...measurementNotes(run),
        ...whyUnmeasured(comparisons),
      ]),
      linkTable(networks.map((name) => networkOf(name, [run]))),
    ],
    files: [
      ["comparison.html", scoreboardHtml(measured)],
      ["comparison.json", comparisonDocument(comparisons)],
      ["comparison.csv", formatCsv(comparisons)],
      ...plots.flatMap(({ drawings }) =>
        drawings.map(({ file, svg }) => [file, standaloneChart(svg)] as const),
      ),
    ],
  };
}

const introduction = [
  "Each number is the median of the repetitions, of which each counts once, however many messages it sent. In brackets: how many",
  "times the best one's it is. **Bold**: the best, and those whose difference from it is not shown (Mann-Whitney test, with Holm's",
  "correction over all pairs). Yardsticks are no implementations of the protocol; they show what the machine can do.",
  "[comparison.html](comparison.html) has every figure with its interval, [comparison.json](comparison.json) and",
  "[comparison.csv](comparison.csv) have them as data; [docs/measuring.md](../../docs/measuring.md) explains them.",
].join("\n");

interface Drawing {
  readonly file: string;
  readonly title: string;
  readonly svg: string;
}

function drawingsOf(
  scenario: Scenario,
  networks: readonly string[],
  drawn: Parameters<typeof plotsOn>[2],
): readonly Drawing[] {
  const name = scenario.id.replace("/", "-");
  const onEach = networks.flatMap((network) =>
    plotsOn(scenario, network, drawn).map((svg) => [`${name}-on-${network}`, svg] as const),
  );
  const overAll = plotsOverNetworks(scenario, drawn).map((svg) => [name, svg] as const);
  return [...Map.groupBy([...onEach, ...overAll], ([base]) => base)].flatMap(([base, alike]) =>
    alike.map(([, svg], index) => ({
      file: `${base}${index === 0 ? "" : `-${index + 1}`}.svg`,
      title: /<title>([^<]*)/.exec(svg)?.[1] ?? base,
      svg,
    })),
  );
}

/** A table for each figure that is shown: implementations by networks. */
function figureTables(
  comparisons: readonly Comparison[],
  networks: readonly string[],
): readonly string[] {
  const figures = Map.groupBy(comparisons, ({ figure }) => figure.id);
  return [...figures]
    .filter(([id, alike]) => shownFigures.includes(id) && alike.some(hasStandings))
    .map(([, alike]) => figureTable(alike, networks));
}

function hasStandings({ standings }: Comparison): boolean {
  return standings.length > 0;
}

function figureTable(alike: readonly Comparison[], networks: readonly string[]): string {
  const on = networks.flatMap((name) => {
    const comparison = alike.find(({ network }) => network === name);
    return comparison !== undefined && hasStandings(comparison) ? [comparison] : [];
  });
  const [first] = on;
  const names = new Set(on.flatMap(({ standings }) => standings.map(nameOf)));
  return [
    row([`${first?.figure.title ?? ""}`, ...on.map(({ network }) => network)].map(markdownWords)),
    row(["---", ...on.map(() => "---:")]),
    ...[...names]
      .toSorted(yardsticksLast(on))
      .map((name) => row([markdownWords(name), ...on.map((each) => cellOf(name, each))])),
  ].join("\n");
}

function yardsticksLast(on: readonly Comparison[]) {
  const yardsticks = new Set(
    on.flatMap(({ standings }) => standings.filter(({ isYardstick }) => isYardstick).map(nameOf)),
  );
  return (a: string, b: string) => Number(yardsticks.has(a)) - Number(yardsticks.has(b));
}

function nameOf({ implementation }: Standing): string {
  return implementation;
}

function cellOf(name: string, comparison: Comparison): string {
  const standing = comparison.standings.find(({ implementation }) => implementation === name);
  if (standing === undefined) {
    return "–";
  }
  const { median } = formatStanding(standing, comparison);
  const times = standing.ratio === null ? "" : ` (${standing.ratio.value.toFixed(2)} ×)`;
  const isAlike = standing.difference?.isShown === false && comparison.repetitionsNeeded === null;
  return standing.isBest || isAlike ? `**${median}**${times}` : `${median}${times}`;
}

function factList(facts: readonly string[]): string {
  return facts.map((fact) => `- ${markdownWords(fact.trim())}`).join("\n");
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
