import type { Capture, Evidence } from "../../evidence/evidence.ts";
import type { CaseFiles } from "../../journal/case-files.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import type { StoredRun } from "../../journal/read-run.ts";
import { withChanges } from "../../journal/rows/stored-case.ts";
import type { RunReport } from "../run-report.ts";

/** A run with the files next to its journal. */
export interface SourcedReport {
  readonly report: RunReport;
  readonly sources: CaseFiles;
}

/**
 * Combines several runs into one page: cases and lab sessions are renumbered, and a case's files
 * come from its own run. The header is that of the first, with the implementations and the networks
 * of all.
 */
export function joinReports(all: readonly [SourcedReport, ...SourcedReport[]]): SourcedReport {
  if (all.length === 1) {
    return all[0];
  }
  const reports = all.map(({ report }) => report);
  const owners: Owners = new Map();
  const run = joinRuns(
    [all[0].report.run, ...reports.slice(1).map((report) => report.run)],
    owners,
  );
  return { sources: joinSources(all, owners), report: joinFacts(reports, run, owners) };
}

/** The number of the run that a joined case comes from, and its result there. */
type Owners = Map<CaseResult, { readonly result: CaseResult; readonly run: number }>;

/** @param owners is filled. */
function joinRuns(runs: readonly [StoredRun, ...StoredRun[]], owners: Owners): StoredRun {
  const sessionsBefore = runs.map((_, index) => sumOf(runs.slice(0, index).map(lastSession)));
  const numberOf = (session: number, run: number) => session + (sessionsBefore[run] ?? 0);
  const cases = runs.flatMap((run, index) =>
    run.cases.map((result) => {
      const session = result.session === null ? null : numberOf(result.session, index);
      const joined = withChanges(result, { session, index: owners.size });
      owners.set(joined, { result, run: index });
      return joined;
    }),
  );
  const sessions = runs.flatMap((run, index) =>
    run.sessions.map((result) => ({ ...result, session: numberOf(result.session, index) })),
  );
  const notRun = runs
    .flatMap((run) => run.notRun)
    .map((result, place) => ({ ...result, index: cases.length + place }));
  const stopped = runs.flatMap((run) => (run.stopped === null ? [] : [run.stopped]));
  const walls = runs.map(({ wallMs }) => wallMs);
  return {
    ...runs[0],
    header: joinHeaders(runs),
    cases,
    notRun,
    sessions,
    stopped: stopped.join("; ") || null,
    wallMs: walls.includes(null) ? null : sumOf(walls.map((wallMs) => wallMs ?? 0)),
    interrupted: runs.some(({ interrupted }) => interrupted),
    notes: runs.flatMap(({ notes }) => notes ?? []),
  };
}

function joinHeaders(runs: readonly [StoredRun, ...StoredRun[]]): StoredRun["header"] {
  const headers = runs.map(({ header }) => header);
  return {
    ...runs[0].header,
    runId: headers.map(({ runId }) => runId).join(" + "),
    implementations: onceEach(headers.flatMap((header) => header.implementations)),
    networks: onceEach(headers.flatMap((header) => header.networks)),
  };
}

function joinFacts(reports: readonly RunReport[], run: StoredRun, owners: Owners): RunReport {
  return {
    ...reports[0],
    run,
    scenarios: new Map(reports.flatMap(({ scenarios }) => [...scenarios])),
    baseline: onceEach(
      reports.flatMap(({ baseline }) => baseline),
      JSON.stringify,
    ),
    staleEntries: [...new Set(reports.flatMap(({ staleEntries }) => staleEntries))],
    outputOf(joined) {
      const owner = owners.get(joined);
      return (owner && reports[owner.run]?.outputOf(owner.result)) ?? null;
    },
    repeatCommand(joined) {
      const { result, run } = owners.get(joined) ?? { result: joined, run: 0 };
      return reports[run]?.repeatCommand(result) ?? "";
    },
  };
}

/**
 * Prefixes file names with the run's number, since several runs may have files of the same name.
 */
function joinSources(all: readonly SourcedReport[], owners: Owners): CaseFiles {
  return {
    history(joined) {
      const owner = owners.get(joined);
      return (owner && all[owner.run]?.sources.history(owner.result)) ?? null;
    },
    evidence(joined) {
      const owner = owners.get(joined);
      const evidence = owner && all[owner.run]?.sources.evidence(owner.result);
      return evidence == null ? null : withFilesOf(owner?.run ?? 0, evidence);
    },
    file(path) {
      const [, run = "", file = ""] = /^(\d+):(.*)$/s.exec(path) ?? [];
      return all[Number(run)]?.sources.file(file) ?? null;
    },
  };
}

function withFilesOf(run: number, evidence: Evidence): Evidence {
  const { capture, upstream } = evidence;
  const file = (side: Capture["client"]) => ({ ...side, file: `${run}:${side.file}` });
  const named = (of: Capture | null) =>
    of && { ...of, client: file(of.client), server: file(of.server) };
  return {
    ...evidence,
    capture: named(capture),
    ...(upstream !== undefined && {
      upstream: { ...upstream, capture: named(upstream.capture) },
    }),
  };
}

function lastSession({ sessions, cases }: StoredRun): number {
  return [...sessions, ...cases].reduce((last, { session }) => Math.max(last, session ?? 0), 0);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function onceEach<T extends object>(
  all: readonly T[],
  keyOf: (item: T) => string = (item) => (item as T & { readonly name: string }).name,
): readonly T[] {
  return [...new Map(all.map((item) => [keyOf(item), item])).values()];
}
