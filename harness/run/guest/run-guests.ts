import { join } from "node:path";
import { removeEmpty } from "../../host/folder.ts";
import type { FinishedCase } from "../../journal/case-result.ts";
import { waitOf } from "../../plan/expected-wait.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import { startLimits } from "../limits.ts";
import { startResults } from "../results.ts";
import type { RunOutcome } from "../run-options.ts";
import { emptyCase, runnableOf } from "../skipped.ts";
import type { GuestPlace } from "./place.ts";
import { type GuestRunOptions, runShare } from "./run-share.ts";

/**
 * Runs a plan inside guest kernels, side by side. What a guest has finished counts whatever becomes
 * of it; what it has not is an *error*, with the reason.
 */
export async function runGuests(options: GuestRunOptions): Promise<RunOutcome> {
  const numberOf = numbering(options.sessionsBefore ?? 0);
  const results = startResults(options);
  const limits = startLimits({ failureLimit: options.failureLimit });
  const cutBy = new Set<string>();
  const onLimit = (finished: FinishedCase, stop: () => void) => {
    limits.note(finished);
    if (limits.whyOver() !== null) {
      stop();
    }
  };
  const runnable = runnableOf(options, results.keepCase);
  const folder = join(options.folder, "guests");
  const guests = (options.inOrder === true ? shareNetworks : shareCases)(runnable, options.places);
  const failures = await Promise.all(
    guests.map(async (guest, index) => {
      const window = join(folder, String(index + 1));
      const signal = AbortSignal.any([options.signal, guest.stop.signal]);
      const left = new Map(guest.plan.map((planned) => [planned.index, planned]));
      const failure = await runShare({ ...guest, window, signal }, options, (message) => {
        if (message.type === "case") {
          const { result } = message.finished;
          const session = result.session === null ? null : numberOf(index, result.session);
          left.delete(result.index);
          results.keepCase({ ...message.finished, result: { ...result, session } });
          onLimit(message.finished, () => stopOthers(guests, guest));
        } else if (message.type === "session") {
          const session = numberOf(index, message.session.session);
          results.keepSession({ ...message.session, session });
        } else if (message.type === "end") {
          cutBy.add(message.cutShort ?? "");
        }
      });
      if (failure === null || signal.aborted) {
        return null;
      }
      for (const planned of left.values()) {
        const outcome = { verdict: "error", reason: failure.message } as const;
        results.keepCase(emptyCase(planned, options, outcome));
      }
      return failure;
    }),
  );
  const labFailure = failures.find((failure) => failure !== null) ?? null;
  // Guests whose cases all ended leave nothing.
  removeEmpty(folder);
  return results.outcome(limits.reason() ?? joinReasons(cutBy), labFailure);
}

function joinReasons(reasons: Iterable<string>): string | null {
  return [...reasons].filter((reason) => reason !== "").join("; ") || null;
}

interface GuestPart {
  readonly plan: readonly PlannedCase[];
  readonly place: GuestPlace;
  readonly stop: AbortController;
}

type Share = (plan: readonly PlannedCase[], places: readonly GuestPlace[]) => readonly GuestPart[];

/** Every guest gets its share of each network's cases: some networks take far longer than others. */
const shareCases: Share = (plan, places) =>
  partsOf(places, (number) => plan.filter((_, index) => index % places.length === number));

/**
 * All cases of a network stay together, in their order, so that what is compared was measured in one
 * guest. The network that takes longest is shared out first, each to the guest with least to do.
 */
const shareNetworks: Share = (plan, places) => {
  const longestFirst = [...Map.groupBy(plan, ({ network }) => network.name).values()]
    .map((cases) => ({ cases, waitMs: cases.reduce((sum, planned) => sum + waitOf(planned), 0) }))
    .sort((a, b) => b.waitMs - a.waitMs);
  const guests = places.map(() => ({ cases: [] as PlannedCase[], waitMs: 0 }));
  for (const { cases, waitMs } of longestFirst) {
    const idlest = guests.reduce((least, guest) => (guest.waitMs < least.waitMs ? guest : least));
    idlest.cases.push(...cases);
    idlest.waitMs += waitMs;
  }
  return partsOf(places, (number) => guests[number]?.cases ?? []);
};

function partsOf(
  places: readonly GuestPlace[],
  planOf: (number: number) => readonly PlannedCase[],
): readonly GuestPart[] {
  return places
    .map((place, number) => ({ place, plan: planOf(number), stop: new AbortController() }))
    .filter(({ plan }) => plan.length > 0);
}

/** A guest that has found a failure continues to its end, where its controls are. */
function stopOthers(guests: readonly GuestPart[], own: GuestPart): void {
  for (const { stop } of guests.filter((guest) => guest !== own)) {
    stop.abort();
  }
}

/** Sessions of different guests get different numbers: those of the first from 1001 on. */
function numbering(sessionsBefore: number): (guest: number, session: number) => number {
  return (guest, session) => sessionsBefore + 1000 * (guest + 1) + session;
}
