import type { RunHeader } from "../../journal/header.ts";
import type { RunReport } from "../run-report.ts";
import { type BoardCell, type BoardGrade, boardGrade, cellOf } from "./cell.ts";
import { type BoardFailure, type BoardUndecided, failuresOf, undecidedOf } from "./failures.ts";
import { type BoardNetwork, networkOf } from "./network.ts";

/** Raised when a reader of `scoreboard.json` would misread an older or newer one. */
const scoreboardSchemaVersion = 1;

/** What is published of one or several runs; every file of the scoreboard is made of it. */
export interface Scoreboard {
  readonly schemaVersion: typeof scoreboardSchemaVersion;
  /** Why it is only a part of what a scoreboard has to show, a sentence each; mostly empty. */
  readonly partial: readonly string[];
  /** Of sockspec itself and the Node that it ran on. */
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
  readonly seed: number;
  readonly lab: string;
  readonly jobs: number;
  readonly cases: number;
  /** Null where the run was cut off. */
  readonly wallMs: number | null;
  /** What a reader has to know beside that, such as that it was resumed, a sentence each. */
  readonly notes: readonly string[];
}

export interface BoardImplementation {
  readonly name: string;
  readonly title: string | null;
  /** What its version command printed first. */
  readonly version: string | null;
  /** Over all networks. */
  readonly overall: BoardGrade;
  /** One for each network, in their order. */
  readonly cells: readonly BoardCell[];
  readonly failures: readonly BoardFailure[];
  readonly undecided: readonly BoardUndecided[];
}

/**
 * @param reports of one machine and of the same versions, without a case in common; one at least.
 * @param partial why they are only a part, a sentence each.
 */
export function makeScoreboard(
  reports: readonly [RunReport, ...RunReport[]],
  partial: readonly string[],
): Scoreboard {
  const runs = reports.map(({ run }) => run);
  const cases = runs.flatMap((run) => run.cases);
  const baseline = reports.flatMap((report) => report.baseline);
  const networks = namedOnce(runs.flatMap(({ header }) => header.networks));
  const graded = namedOnce(runs.flatMap(({ header }) => header.implementations));
  const names = networksOf(cases, networks);
  return {
    schemaVersion: scoreboardSchemaVersion,
    partial,
    versions: reports[0].run.header.versions,
    machine: reports[0].run.header.machine,
    runs: runs
      .map(({ header, cases: own, wallMs, notes = [] }) => ({
        ...{ runId: header.runId, startedAt: header.startedAt, command: header.command },
        ...{ seed: header.seed, lab: header.lab, jobs: header.jobs, cases: own.length },
        ...{ wallMs, notes },
      }))
      .sort((one, other) => compare(one.startedAt, other.startedAt)),
    networks: names.map((name) => networkOf(name, runs)),
    implementations: graded.flatMap(({ name, title, version }) => {
      const own = cases.filter((one) => one.implementation === name);
      if (own.length === 0) {
        return [];
      }
      const cells = names.map((network) => cellOf(network, own));
      const told = { failures: failuresOf(own, baseline), undecided: undecidedOf(own) };
      return [{ ...{ name, title, version, overall: boardGrade(own), cells }, ...told }];
    }),
  };
}

function namedOnce<T extends { readonly name: string }>(all: readonly T[]): readonly T[] {
  return [...new Map(all.toReversed().map((one) => [one.name, one])).values()].reverse();
}

/** In the order in which they were asked for. */
function networksOf(
  cases: readonly { readonly network: string }[],
  known: readonly { readonly name: string }[],
): readonly string[] {
  const found = new Set(cases.map(({ network }) => network));
  const ordered = known.map(({ name }) => name).filter((name) => found.has(name));
  return [...new Set([...ordered, ...found])];
}

/** Of ISO times, whatever the locale. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The scoreboard as JSON text; docs/scoreboard.md says what its keys mean. */
export function scoreboardJson(board: Scoreboard): string {
  return `${JSON.stringify(board, null, 2)}\n`;
}
