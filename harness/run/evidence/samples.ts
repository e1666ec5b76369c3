import { setTimeout as delay } from "node:timers/promises";
import type { CounterSample, TimedProcessSample } from "../../evidence/evidence.ts";
import type { Clock } from "../../history/clock.ts";
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
 * In ms from the look before. A look costs 4 ms of a processor, where a short case costs 150: it
 * gets one, and what is read at its end anyway.
 */
const pausesMs = [100, 200, 400];
const pauseMsMax = 500;

/** A minute of looks: 100 KB of JSON. */
const looksMax = 120;

/** Looks at the processes and counters again and again, less often the longer it takes. */
export function startSampling(place: SampledPlace): HostSampling {
  const stopping = new AbortController();
  const taken = { processes: [] as TimedProcessSample[], counters: [] as CounterSample[] };
  let leftOut = 0;
  let before = place.countersBefore;
  const add = (atMs: number, { processes: sample, counters: now }: LastLook) => {
    if (sample !== null && sample.processes > 0) {
      taken.processes.push({ atMs, ...sample });
    }
    taken.counters.push({
      atMs,
      client: counterDeltas(before.client, now.client),
      server: counterDeltas(before.server, now.server),
    });
    before = now;
  };
  const look = async () => {
    const atMs = place.clock.nowMs();
    const [processes, counters] = await Promise.all([
      place.processes?.() ?? null,
      place.counters(),
    ]);
    add(atMs, { processes, counters });
  };
  const looking = (async () => {
    for (let count = 0; !stopping.signal.aborted; count += 1) {
      if (count > 0 && count <= looksMax) {
        await look();
      } else if (count > 0) {
        leftOut += 1;
      }
      await pause(pausesMs[count] ?? pauseMsMax, stopping.signal);
    }
  })();
  // A failure is reported to the caller that stops it.
  looking.catch(() => {});
  return {
    async stop(last) {
      stopping.abort();
      await looking;
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

async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  await delay(durationMs, undefined, { signal }).catch(() => {});
}
