import type { RunRequest } from "../request.ts";
import { type Batch, type PlayedCase, startBatch } from "./batch.ts";
import type { CaseKey } from "./case-key.ts";

export interface ResultOptions {
  /** Ends the run that plays it. */
  readonly signal: AbortSignal;
  /** Whether a result that there is already is wanted anew. */
  readonly again: boolean;
}

/** Plays the cases that tests ask for: as few runs as possible, one after another. */
export interface Player {
  /** Announces cases whose tests will ask for them, so that the next run plays them all. */
  want(keys: readonly CaseKey[]): void;
  /** @throws {SockspecError} where the run that was to play it could not even begin. */
  result(key: CaseKey, options: ResultOptions): Promise<PlayedCase>;
  /** Ends everything for good: whoever wanted the results is gone. */
  abandon(why: Error): void;
  /**
   * Ends what still plays cases; a run that has played them all is let write its report.
   *
   * @returns what is wrong with the runs as a whole, a sentence each.
   */
  close(): Promise<readonly string[]>;
}

/** Tests that a runner starts side by side have all asked after this many turns of the event loop. */
const turnsOfAsking = 5;

export function startPlayer(request: RunRequest): Player {
  const wanted = new Set<CaseKey>();
  const results = new Map<CaseKey, Promise<PlayedCase>>();
  const problems = new Set<string>();
  const abandoned = new AbortController();
  const state: { batch: Batch | null; next: Promise<Batch> | null } = { batch: null, next: null };

  const startNext = async (): Promise<Batch> => {
    await state.batch?.ended;
    for (let turn = 0; turn < turnsOfAsking; turn += 1) {
      await new Promise(setImmediate);
    }
    const batch = startBatch(request, new Set(wanted));
    wanted.clear();
    state.batch = batch;
    state.next = null;
    for (const [key, result] of batch.results) {
      results.set(key, result);
    }
    void batch.ended.then((found) => {
      for (const problem of found) {
        problems.add(problem);
      }
    });
    return batch;
  };

  const play = async (key: CaseKey): Promise<PlayedCase> => {
    wanted.add(key);
    state.next ??= startNext();
    const { results } = await state.next;
    return await (results.get(key) ?? play(key));
  };

  return {
    want(keys) {
      for (const key of keys) {
        wanted.add(key);
      }
    },
    async result(key, { signal: own, again }) {
      const signal = AbortSignal.any([own, abandoned.signal]);
      const end = () => state.batch?.abort(signal.reason);
      signal.throwIfAborted();
      signal.addEventListener("abort", end);
      try {
        let played = await ((again ? undefined : results.get(key)) ?? play(key));
        while ("notRun" in played && played.isCutShort) {
          // Another test ended the run, or this one did.
          signal.throwIfAborted();
          played = await play(key);
        }
        return played;
      } finally {
        signal.removeEventListener("abort", end);
      }
    },
    abandon: (why) => abandoned.abort(why),
    async close() {
      if (state.batch?.isComplete() === false) {
        state.batch.abort(new Error("the tests have ended"));
      }
      await state.batch?.ended;
      return [...problems];
    },
  };
}
