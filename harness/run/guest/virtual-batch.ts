import type { FinishedCase } from "../../journal/case-result.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import { emptyCase } from "../skipped.ts";
import { type Batch, byNetwork } from "./batches.ts";
import type { Hold } from "./hold.ts";
import type { GuestMessage } from "./messages.ts";
import type { GuestPlace } from "./place.ts";
import { type GuestShare, jobOf, runShare } from "./run-share.ts";
import { virtualFacts } from "./virtual-job.ts";
import {
  type Found,
  keep,
  limited,
  memoryMiB,
  seedOf,
  shareOf,
  type VirtualRun,
} from "./virtual-run.ts";

interface BatchOptions {
  readonly place: GuestPlace;
  /** Receives the results. Default: they are journalled as they come. */
  readonly hold?: Hold | null;
}

/**
 * Runs a batch in a guest. What is left of it after a case that ended its guest goes back to the queue.
 *
 * @returns why the guest did not get as far as its first case, or null.
 */
export async function runBatch(
  run: VirtualRun,
  plan: Batch,
  { place, hold = null }: BatchOptions,
): Promise<Error | null> {
  const { options, signal } = run;
  run.begun += 1;
  const number = run.begun;
  const own = shareOf(run, plan, { place, name: String(number) });
  const share = { ...own, keepsWindow: hold !== null };
  const job = jobOf(share, options);
  const left = new Map(plan.map((planned) => [planned.index, planned]));
  const facts = { seed: seedOf(plan), memoryMiB, kernel: options.kernel.sha256 };
  const stored = run.storeJob({ ...facts, job });
  if (stored instanceof Error) {
    hold?.end(null);
    return afterFailure(run, { failure: stored, left, playing: null });
  }
  const receive = receiver(run, {
    ...{ share, left, number, job: stored },
    onFound: (found) => (hold === null ? keep(run, found) : hold.found(found)),
  });
  const failure = await runShare(share, limited(run), receive.message);
  const isOver = failure === null || signal.aborted;
  hold?.end(isOver ? share.window : null);
  if (isOver) {
    return null;
  }
  return afterFailure(run, { failure, left, playing: receive.playing() });
}

interface ReceiverOptions {
  readonly share: GuestShare;
  /** Cases without a result, by their place in the plan. */
  readonly left: Map<number, PlannedCase>;
  /** The batch's, from 1. */
  readonly number: number;
  /** Path of its job. */
  readonly job: string;
  readonly onFound: (found: Found) => void;
}

/** Receives what a guest says. */
interface Receiver {
  message(message: GuestMessage): void;
  /** The place in the plan of the case that has begun and not ended; null if there is none. */
  playing(): number | null;
}

function receiver(run: VirtualRun, options: ReceiverOptions): Receiver {
  const { share, left, number, job, onFound } = options;
  const before = run.options.sessionsBefore ?? 0;
  const sessionOf = (session: number) => before + 1000 * number + session;
  let playing: number | null = null;
  const onCase = (finished: FinishedCase, spinKicks: number | undefined) => {
    const { result, history, evidence } = finished;
    const session = result.session === null ? null : sessionOf(result.session);
    const virtual = virtualFacts(history, { job, spinKicks });
    left.delete(result.index);
    const onHost = evidence == null ? {} : { evidence: { ...evidence, folder: share.window } };
    onFound({ ...finished, ...onHost, result: { ...result, session, virtual } });
  };
  return {
    playing: () => playing,
    message(message) {
      if (message.type === "begin") {
        playing = message.index;
      } else if (message.type === "case") {
        playing = null;
        onCase(message.finished, message.spinKicks);
      } else if (message.type === "session") {
        onFound({ ...message.session, session: sessionOf(message.session.session) });
      } else if (message.type === "end" && message.cutShort !== null) {
        run.cutBy.add(message.cutShort);
      }
    },
  };
}

interface Failed {
  readonly failure: Error;
  readonly left: Map<number, PlannedCase>;
  readonly playing: number | null;
}

/**
 * A case that ended its guest costs the others nothing but another boot. Without such a case, each network
 * gets a guest of its own: it may be the lab of one that failed. If there is but one, nothing says that another
 * guest would fare better.
 */
function afterFailure(run: VirtualRun, { failure, left, playing }: Failed): Error | null {
  const guilty = playing === null ? undefined : left.get(playing);
  const networks = byNetwork([...left.values()]);
  if (guilty === undefined && networks.length > 1) {
    run.queue.push(...networks);
    return null;
  }
  const lost = guilty === undefined ? [...left.values()] : [guilty];
  for (const planned of lost) {
    left.delete(planned.index);
    const outcome = { verdict: "error", reason: failure.message } as const;
    run.results.keepCase(emptyCase(planned, run.options, outcome));
  }
  if (left.size > 0) {
    run.queue.push([...left.values()]);
  }
  return guilty === undefined ? failure : null;
}
