import { join } from "node:path";
import type { CaseReport, RunReport } from "../report.ts";
import type { RunRequest } from "../request.ts";
import { type CaseKey, keyOf, keyOfPlanned } from "./case-key.ts";

/** What became of a case: every repetition, or the reason why there is none. */
export type PlayedCase =
  | { readonly reports: readonly CaseReport[]; readonly folder: string }
  | { readonly notRun: string; readonly isCutShort: boolean };

/** One run, for the cases of several tests. */
export interface Batch {
  /** By case. They reject where the run could not begin. */
  readonly results: ReadonlyMap<CaseKey, Promise<PlayedCase>>;
  /** Whether every case has a result. */
  readonly isComplete: () => boolean;
  /** Ends it early; labs are closed all the same. */
  readonly abort: (reason: unknown) => void;
  /** Resolves when nothing of it runs any more, with what is wrong with the whole, a sentence each. */
  readonly ended: Promise<readonly string[]>;
}

/** Starts a run of these cases alone. */
export function startBatch(request: RunRequest, keys: ReadonlySet<CaseKey>): Batch {
  const controller = new AbortController();
  const cases = new Map([...keys].map((key) => [key, Promise.withResolvers<PlayedCase>()]));
  const collected = new Map<CaseKey, readonly CaseReport[]>();
  const place = { folder: "" };
  const open = new Set(keys);
  const settle = (key: CaseKey, played: PlayedCase) => {
    open.delete(key);
    cases.get(key)?.resolve(played);
  };
  const onCase = (report: CaseReport) => {
    const key = keyOf(report);
    const reports = [...(collected.get(key) ?? []), report];
    collected.set(key, reports);
    if (reports.length === (request.repeatEach ?? 1)) {
      settle(key, { reports, folder: place.folder });
    }
  };
  const run = async (): Promise<readonly string[]> => {
    // Labs are loaded when the first test needs one.
    const { startRun } = await import("../start-run.ts");
    const report = await startRun(
      { ...request, signal: controller.signal, onCase },
      {
        isWanted: (planned) => keys.has(keyOfPlanned(planned)),
        onFolder(folder) {
          place.folder = folder;
        },
        page: pageIn,
      },
    );
    for (const key of keys) {
      settle(key, whyNone(key, report));
    }
    return report.outcome === "interrupted" ? [] : [...report.staleBaseline, ...report.warnings];
  };
  const ended = run().catch((error: unknown) => {
    for (const [key, { reject }] of cases) {
      if (controller.signal.aborted) {
        settle(key, { notRun: "the run was ended", isCutShort: true });
      } else {
        reject(error);
      }
    }
    return [];
  });
  for (const { promise } of cases.values()) {
    // The test that asks for it is told; one that is not run never asks.
    promise.catch(() => {});
  }
  return {
    results: new Map([...cases].map(([key, { promise }]) => [key, promise])),
    isComplete: () => open.size === 0,
    abort: (reason) => controller.abort(reason),
    ended,
  };
}

/** @returns where the report for people lies in a run's folder. */
export function pageIn(folder: string): string {
  return join(folder, "report.html");
}

function whyNone(key: CaseKey, { notRun, outcome }: RunReport): PlayedCase {
  const found = notRun.find((each) => keyOf(each) === key);
  const isCutShort = outcome === "interrupted";
  return { notRun: found?.reason ?? "the run has no result for it", isCutShort };
}
