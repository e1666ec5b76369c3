import type { CaseResult } from "../../journal/case-result.ts";
import type { RunHeader } from "../../journal/header.ts";
import { allCases, isNotRun } from "../../journal/not-run.ts";
import { attemptsOf } from "../../verdict/gate/flaky.ts";
import type { Verdict } from "../../verdict/verdict.ts";
import { anchorOf, type Entry, entriesOf } from "../html/entry.ts";
import type { RunReport } from "../run-report.ts";
import {
  type Conclusion,
  concludeInterop,
  conclusionText,
  type PairOutcome,
} from "./conclusions.ts";

/** A client, a server or a proxy. */
export type InteropSide = NonNullable<RunHeader["implementations"][number]["pair"]>["client"];

export type InteropVerdict = Verdict | "not-run";

/** How a scenario went with a pair: the worst of its repetitions. */
export interface InteropResult {
  readonly scenario: string;
  readonly letter: string;
  readonly verdict: InteropVerdict;
  /** Why it is not a pass; null if it is one. */
  readonly reason: string | null;
  /** Paths relative to the run's folder; null where nothing was kept. */
  readonly history: string | null;
  readonly evidence: string | null;
  /** Where the run's `report.html` tells of it; null without a report beside the matrix. */
  readonly anchor: string | null;
}

export interface InteropCell {
  readonly client: string;
  readonly server: string;
  /** What stood between them. Missing where nothing did. */
  readonly proxy?: string;
  readonly network: string;
  /** In the order of the scenarios. */
  readonly results: readonly InteropResult[];
}

/** Who works with whom. */
export interface InteropMatrix {
  readonly runId: string;
  readonly startedAt: string;
  /** The command that plays it again. */
  readonly command: string;
  readonly sockspec: string;
  readonly kernels: readonly string[];
  readonly clients: readonly InteropSide[];
  readonly servers: readonly InteropSide[];
  /** Missing where none stood between the sides. */
  readonly proxies?: readonly InteropSide[];
  readonly networks: readonly string[];
  readonly scenarios: readonly {
    readonly id: string;
    readonly letter: string;
    readonly title: string;
  }[];
  readonly cells: readonly InteropCell[];
  readonly conclusions: readonly (Conclusion & { readonly text: string })[];
}

/** Whether the run played clients against servers. */
export function isInterop({ run }: Pick<RunReport, "run">): boolean {
  return run.header.implementations.some(({ pair }) => pair !== undefined);
}

export function makeInterop(
  report: Pick<RunReport, "run" | "baseline" | "scenarios">,
): InteropMatrix {
  const { run, scenarios: known } = report;
  const { header } = run;
  const pairs = new Map(
    header.implementations.flatMap(({ name, pair }) => (pair ? [[name, pair]] : [])),
  );
  const all = allCases(run);
  const ids = [...new Set(all.map(({ scenario }) => scenario))];
  const letters = lettersOf(ids);
  const networks = [...new Set(all.map(({ network }) => network))];
  const places = new Map(entriesOf(report).map((entry) => [entry.result, entry]));
  const worst = worstOf(all);
  const proxies = distinct([...pairs.values()].flatMap(({ proxy }) => proxy ?? []));
  const cells = networks.flatMap((network) =>
    [...pairs].map(([name, { client, server, proxy }]) => ({
      client: client.name,
      server: server.name,
      ...(proxy === undefined ? {} : { proxy: proxy.name }),
      network,
      results: ids.flatMap((scenario) => {
        const result = worst.get(`${name} ${scenario} ${network}`);
        return result === undefined ? [] : [resultOf(result, letters, places.get(result))];
      }),
    })),
  );
  return {
    runId: header.runId,
    startedAt: header.startedAt,
    command: ["sockspec", ...header.command].join(" "),
    sockspec: header.versions["sockspec"] ?? "",
    kernels: [...new Set(all.flatMap(({ kernel }) => (kernel === "" ? [] : [kernel])))],
    clients: distinct([...pairs.values()].map(({ client }) => client)),
    servers: distinct([...pairs.values()].map(({ server }) => server)),
    ...(proxies.length === 0 ? {} : { proxies }),
    networks,
    scenarios: ids.map((id) => ({
      id,
      letter: letters.get(id) ?? "?",
      title: known.get(id)?.title ?? id,
    })),
    cells,
    conclusions: concluded(cells, networks),
  };
}

/** The matrix without what only the run's folder has. */
export function withoutEvidence(matrix: InteropMatrix): InteropMatrix {
  return {
    ...matrix,
    cells: matrix.cells.map((cell) => ({
      ...cell,
      results: cell.results.map((result) => ({
        ...result,
        history: null,
        evidence: null,
        anchor: null,
      })),
    })),
  };
}

function concluded(cells: readonly InteropCell[], networks: readonly string[]) {
  const outcomes = cells.flatMap(({ results, ...pair }) =>
    results.flatMap(({ scenario, verdict }): PairOutcome[] =>
      verdict === "not-run" ? [] : [{ ...pair, scenario, verdict }],
    ),
  );
  const cleanOnly = networks.every((name) => name === "clean");
  return concludeInterop(outcomes).map((conclusion) => ({
    ...conclusion,
    text: conclusionText(conclusion, cleanOnly),
  }));
}

/** A letter for each scenario: the first of its name that no other one has. */
function lettersOf(ids: readonly string[]): ReadonlyMap<string, string> {
  const letters = new Map<string, string>();
  for (const id of ids) {
    const name = id.replace(/^.*\//, "").replace(/-/g, "").toUpperCase();
    const taken = new Set(letters.values());
    letters.set(id, [...name].find((letter) => !taken.has(letter)) ?? `${letters.size + 1}`);
  }
  return letters;
}

/** Most telling first. */
const worstFirst: readonly InteropVerdict[] = [
  "fail",
  "error",
  "inconclusive",
  "not-run",
  "unsupported",
  "pass",
];

/** @returns by pair, scenario and network, the worst of the attempts that count. */
function worstOf(cases: readonly CaseResult[]): ReadonlyMap<string, CaseResult> {
  const counted = Array.from(attemptsOf(cases), (attempted) => attempted.counted);
  const rank = (result: CaseResult) => worstFirst.indexOf(verdictOf(result));
  const groups = Map.groupBy(
    counted,
    ({ implementation, scenario, network }) => `${implementation} ${scenario} ${network}`,
  );
  return new Map(
    [...groups].map(([key, own]) => [key, own.reduce((a, b) => (rank(b) < rank(a) ? b : a))]),
  );
}

function verdictOf(result: CaseResult): InteropVerdict {
  return isNotRun(result) ? "not-run" : result.verdict;
}

function resultOf(
  result: CaseResult,
  letters: ReadonlyMap<string, string>,
  entry: Entry | undefined,
): InteropResult {
  const { scenario, history, evidence } = result;
  return {
    scenario,
    letter: letters.get(scenario) ?? "?",
    verdict: verdictOf(result),
    reason: reasonOf(result),
    history,
    evidence,
    anchor: entry === undefined ? null : anchorOf(entry),
  };
}

function reasonOf({ verdict, reason, checks }: CaseResult): string | null {
  const broken = checks.find(({ level, status }) => level === "MUST" && status === "fail");
  return verdict === "fail" && broken !== undefined ? `${broken.id}: ${broken.observed}` : reason;
}

function distinct(sides: readonly InteropSide[]): readonly InteropSide[] {
  return [...new Map(sides.map((side) => [side.name, side])).values()];
}
