import { shellWord } from "../../host/shell-word.ts";
import type { RunHeader } from "../../journal/header.ts";
import { allCases } from "../../journal/not-run.ts";
import type { RunReport } from "../run-report.ts";
import { type BoardCell, type BoardGrade, boardGrade, cellOf } from "./cell.ts";
import { type BoardFailure, type BoardUndecided, failuresOf, undecidedOf } from "./failures.ts";
import { type BoardNetwork, networkOf } from "./network.ts";

/** Incremented when readers would misread an older or newer `scoreboard.json`. */
const scoreboardSchemaVersion = 1;

/** The data published from one or several runs; every file of the scoreboard derives from it. */
export interface Scoreboard {
  readonly schemaVersion: typeof scoreboardSchemaVersion;
  /** Why the scoreboard is incomplete, one sentence each; usually empty. */
  readonly partial: readonly string[];
  /** Versions of sockspec and of the Node that ran it. */
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: RunHeader["machine"];
  /** The oldest first. */
  readonly runs: readonly BoardRun[];
  readonly networks: readonly BoardNetwork[];
  readonly implementations: readonly BoardImplementation[];
}

export interface BoardRun {
  readonly runId: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly command: readonly string[];
  /** That command, relative to the folder where the scoreboard was made. */
  readonly commandLine: string;
  readonly seed: number;
  readonly lab: string;
  readonly jobs: number;
  readonly cases: number;
  /** Null where the run was cut off. */
  readonly wallMs: number | null;
  /** Further remarks, for example that it was resumed, one sentence each. */
  readonly notes: readonly string[];
}

export interface BoardImplementation {
  readonly name: string;
  readonly title: string | null;
  /** The first line that its version command printed. */
  readonly version: string | null;
  /** Over all networks. */
  readonly overall: BoardGrade;
  /** One for each network, in their order. */
  readonly cells: readonly BoardCell[];
  readonly failures: readonly BoardFailure[];
  readonly undecided: readonly BoardUndecided[];
}

/**
 * @param reports of one machine and the same versions, without common cases; at least one.
 * @param partial why they are incomplete, one sentence each.
 */
export function makeScoreboard(
  reports: readonly [RunReport, ...RunReport[]],
  partial: readonly string[],
): Scoreboard {
  const runs = reports.map(({ run }) => run);
  const cases = runs.flatMap(allCases);
  const baseline = reports.flatMap((report) => report.baseline);
  const networks = namedOnce(runs.flatMap(({ header }) => header.networks));
  const graded = namedOnce(runs.flatMap(({ header }) => header.implementations));
  const names = networksOf(cases, networks);
  return {
    schemaVersion: scoreboardSchemaVersion,
    partial,
    versions: reports[0].run.header.versions,
    machine: reports[0].run.header.machine,
    runs: reports.map(boardRun).sort((a, b) => compare(a.startedAt, b.startedAt)),
    networks: names.map((name) => networkOf(name, runs)),
    implementations: graded.flatMap(({ name, title, version }) => {
      const own = cases.filter((result) => result.implementation === name);
      if (own.length === 0) {
        return [];
      }
      const cells = names.map((network) => cellOf(network, own));
      const results = { failures: failuresOf(own, baseline), undecided: undecidedOf(own) };
      return [
        {
          name,
          title,
          version,
          overall: boardGrade(own),
          cells,
          ...results,
        },
      ];
    }),
  };
}

export function boardRun({ run, runCommand }: RunReport): BoardRun {
  const { header, cases, wallMs, notes = [] } = run;
  return {
    runId: header.runId,
    startedAt: header.startedAt,
    command: header.command,
    commandLine: runCommand ?? ["npx", "sockspec", ...header.command].map(shellWord).join(" "),
    seed: header.seed,
    lab: header.lab,
    jobs: header.jobs,
    cases: cases.length,
    wallMs,
    notes,
  };
}

function namedOnce<T extends { readonly name: string }>(all: readonly T[]): readonly T[] {
  return [
    ...new Map(all.toReversed().map((recorded) => [recorded.name, recorded])).values(),
  ].reverse();
}

/** In the order in which they were requested. */
function networksOf(
  cases: readonly { readonly network: string }[],
  known: readonly { readonly name: string }[],
): readonly string[] {
  const used = new Set(cases.map(({ network }) => network));
  const ordered = known.map(({ name }) => name).filter((name) => used.has(name));
  return [...new Set([...ordered, ...used])];
}

/** Compares ISO times, independent of the locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The scoreboard as JSON text; docs/scoreboard.md explains its keys. */
export function scoreboardJson(board: Scoreboard): string {
  return `${JSON.stringify(board, null, 2)}\n`;
}
