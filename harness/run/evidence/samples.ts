import { setTimeout as delay } from "node:timers/promises";
import type { CounterSample, TimedProcessSample } from "../../evidence/evidence.ts";
import { type Clock, startStopwatch } from "../../history/clock.ts";
import type { CounterDeltas, ProcessSample } from "../../history/history.ts";
import { counterDeltas } from "../../host/proc/net.ts";

/** Samples of the processes and of the hosts' kernels during a case. */
export interface HostSamples {
  readonly processes: readonly TimedProcessSample[];
  readonly whyNoProcesses: string | null;
  readonly counters: readonly CounterSample[];
  /** Looks that there was no room for. */
  readonly leftOut: number;
}

export interface SampledPlace {
  /** Null where it is hidden. */
  readonly processes: (() => Promise<ProcessSample | null>) | null;
  readonly counters: () => Promise<HostCounters>;
  /** Those that were read already, before the implementation was started. */
  readonly countersBefore: HostCounters;
  readonly clock: Clock;
}

/** The last sample, taken when the steps have ended. */
export interface LastLook {
  readonly counters: HostCounters;
  readonly processes: ProcessSample | null;
}

interface HostCounters {
  readonly client: CounterDeltas | null;
  readonly server: CounterDeltas | null;
}

export interface HostSampling extends AsyncDisposable {
  /** @param last null where the case ended before its steps were over. */
  stop(last: LastLook | null): Promise<HostSamples>;
}

/**
 * Pauses between looks, in ms. A look costs 4 ms of a processor, and a short case 150 ms: it gets one
 * look, besides the last one. What takes long is looked at less often the longer it takes.
 */
const pausesMs = [100, 200, 400];
const pauseMsMin = 500;
const pauseShareOfTime = 1 / 20;

/** A minute of looks: 100 KB of JSON. */
const looksMax = 120;

/** Looks at the processes and counters again and again, less often the longer it takes. */
export function startSampling(place: SampledPlace): HostSampling {
  const stopping = new AbortController();
  const { add, taken } = collectSamples(place.countersBefore);
  const look = async () => {
    const atMs = place.clock.nowMs();
    const [processes, counters] = await Promise.all([
      place.processes?.() ?? null,
      place.counters(),
    ]);
    add(atMs, { processes, counters });
  };
  const looking = repeatLook(look, stopping.signal);
  // A failure is reported to the caller that stops it.
  looking.catch(() => {});
  return {
    async stop(last) {
      stopping.abort();
      const leftOut = await looking;
      if (last !== null) {
        add(place.clock.nowMs(), last);
      }
      const hidden = place.processes === null || taken.processes.length === 0;
      return {
        ...taken,
        whyNoProcesses: hidden ? "This lab cannot see the implementation's processes." : null,
        leftOut,
      };
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await looking.catch(() => {});
    },
  };
}

interface SampleCollection {
  readonly taken: { readonly processes: TimedProcessSample[]; readonly counters: CounterSample[] };
  add(atMs: number, look: LastLook): void;
}

/** Keeps what changed between looks. */
function collectSamples(countersBefore: HostCounters): SampleCollection {
  const processes: TimedProcessSample[] = [];
  const counters: CounterSample[] = [];
  let before = countersBefore;
  return {
    taken: { processes, counters },
    add(atMs, { processes: sample, counters: now }) {
      if (sample !== null && sample.processes > 0) {
        processes.push({ atMs, ...sample });
      }
      counters.push({
        atMs,
        client: counterDeltas(before.client, now.client),
        server: counterDeltas(before.server, now.server),
      });
      before = now;
    },
  };
}

/** @returns how many looks there was no room for, once the signal aborts. */
async function repeatLook(look: () => Promise<void>, signal: AbortSignal): Promise<number> {
  const sinceMs = startStopwatch();
  let leftOut = 0;
  for (let count = 0; !signal.aborted; count += 1) {
    if (count > 0 && count <= looksMax) {
      await look();
    } else if (count > 0) {
      leftOut += 1;
    }
    await pause(pausesMs[count] ?? Math.max(pauseMsMin, sinceMs() * pauseShareOfTime), signal);
  }
  return leftOut;
}

async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  await delay(durationMs, undefined, { signal }).catch(() => {});
}
