import { setTimeout as delay } from "node:timers/promises";
import type { CounterSample, TimedProcessSample } from "../evidence/evidence.ts";
import type { Clock } from "../history/clock.ts";
import type { CounterDeltas, ProcessSample } from "../history/history.ts";
import { counterDeltas } from "../lab/proc-net.ts";

/** What was seen of the processes and of the hosts' kernels while a case ran. */
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
  readonly clock: Clock;
}

interface HostCounters {
  readonly client: CounterDeltas | null;
  readonly server: CounterDeltas | null;
}

export interface HostSampling extends AsyncDisposable {
  /** Takes a last look, and no more. */
  stop(): Promise<HostSamples>;
}

/** A look costs 2 ms of a processor: short cases get one or two. In ms from the look before. */
const pausesMs = [50, 100, 200, 400];
const pauseMsMax = 500;

/** A minute of looks: 100 KB of JSON. */
const looksMax = 120;

/** Looks at the processes and counters again and again, less often the longer it takes. */
export function startSampling(place: SampledPlace): HostSampling {
  const stopping = new AbortController();
  const taken = { processes: [] as TimedProcessSample[], counters: [] as CounterSample[] };
  let leftOut = 0;
  let before: HostCounters = { client: null, server: null };
  const look = async () => {
    if (taken.counters.length >= looksMax) {
      leftOut += 1;
      return;
    }
    const atMs = place.clock.nowMs();
    const [sample, now] = await Promise.all([place.processes?.() ?? null, place.counters()]);
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
  const looking = (async () => {
    before = await place.counters();
    for (let count = 0; !stopping.signal.aborted; count += 1) {
      await pause(pausesMs[count] ?? pauseMsMax, stopping.signal);
      // The last look, behind the end of the pauses, is that at the end.
      await look();
    }
  })();
  // What goes wrong is told to whoever stops it.
  looking.catch(() => {});
  return {
    async stop() {
      stopping.abort();
      await looking;
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
