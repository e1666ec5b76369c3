import { rmdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { EvidenceDigest } from "../evidence/evidence.ts";
import type { Lab } from "../lab/lab.ts";
import { type Observer, ObserverError } from "../lab/observer.ts";
import { isImpaired, jitterMs, type Network, roundTripMs } from "../network/network.ts";
import type { FinishedCase, PendingEvidence } from "./case-result.ts";
import { type CaseRecord, digestOf, writeEvidence } from "./evidence-case.ts";
import type { EvidenceOptions } from "./evidence-options.ts";
import {
  type HostSamples,
  type HostSampling,
  type SampledPlace,
  startSampling,
} from "./evidence-samples.ts";

/** Records the cases of one lab session, one after another. */
export interface SessionEvidence extends AsyncDisposable {
  /** @param epochNs when the case began, on the monotonic clock. */
  begin(epochNs: bigint): CaseEvidence;
}

export interface CaseEvidence extends AsyncDisposable {
  /** From here on the segments and sockets of this port are recorded. */
  watchPort(serverPort: number): void;
  /** From here on what the kernel tells of the hosts is sampled. */
  watchHosts(place: SampledPlace): void;
  /** Takes a last look at the hosts: the implementation is about to be stopped. */
  stopWatchingHosts(): Promise<void>;
  /** @returns the case with its evidence, if it is to be kept. */
  complete(finished: FinishedCase): Promise<FinishedCase>;
}

/** Segments that are on their way when a case ends arrive within this, on any bundled link. In ms. */
const onTheirWayMsMax = 1500;

/** Nothing that goes wrong here is a case's fault, or ends it. */
export async function startSessionEvidence(
  lab: Lab,
  options: EvidenceOptions & { readonly network: Network; readonly session: number },
): Promise<SessionEvidence> {
  const started = await startIfPossible(lab);
  return {
    begin: (epochNs) => recordCase(epochNs, { ...options, ...started }),
    async [Symbol.asyncDispose]() {
      await started.observer?.[Symbol.asyncDispose]();
      removeEmpty(options.folder);
    },
  };
}

/** The journal has taken all that lay in it. */
function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // There is something in it, or it was never made.
  }
}

interface Started {
  readonly observer: Observer | null;
  /** Why there is none, or null. */
  readonly whyNot: string | null;
}

async function startIfPossible(lab: Lab): Promise<Started> {
  try {
    return { observer: await lab.startObserver(), whyNot: null };
  } catch (error) {
    return { observer: null, whyNot: reasonOf(error) };
  }
}

type RecordOptions = Started &
  EvidenceOptions & { readonly network: Network; readonly session: number };

function recordCase(epochNs: bigint, options: RecordOptions): CaseEvidence {
  const { observer } = options;
  let serverPort: number | null = null;
  let sampling: HostSampling | null = null;
  let samples: HostSamples | null = null;
  let whyNoSamples = "The case ended before its hosts were looked at.";
  const stopWatchingHosts = async () => {
    try {
      samples ??= (await sampling?.stop()) ?? null;
    } catch (error) {
      whyNoSamples = reasonOf(error);
    }
  };
  return {
    watchPort(port) {
      serverPort = port;
      observer?.begin({ serverPort: port, epochNs });
    },
    watchHosts(place) {
      sampling = startSampling(place);
    },
    stopWatchingHosts,
    async complete(finished) {
      if (serverPort === null) {
        return finished;
      }
      await stopWatchingHosts();
      const nothing = { processes: [], counters: [], leftOut: 0, whyNoProcesses: whyNoSamples };
      const of = { serverPort, epochNs, samples: samples ?? nothing };
      return await withEvidence(finished, of, options);
    },
    async [Symbol.asyncDispose]() {
      await sampling?.[Symbol.asyncDispose]();
    },
  };
}

async function withEvidence(
  finished: FinishedCase,
  of: Pick<CaseRecord, "serverPort" | "epochNs" | "samples">,
  options: RecordOptions,
): Promise<FinishedCase> {
  const { verdict } = finished.result;
  const kept = options.keep === "all" || (verdict !== "pass" && verdict !== "unsupported");
  if (kept && isImpaired(options.network)) {
    const onTheirWayMs = roundTripMs(options.network) / 2 + jitterMs(options.network);
    await delay(Math.min(onTheirWayMs, onTheirWayMsMax));
  }
  const record = { ...of, ...(await endRecording(options)) };
  const digest = digestOf(record);
  const evidence = kept ? await store(record, finished, options) : null;
  return withDigest({ ...finished, evidence }, digest);
}

function withDigest(finished: FinishedCase, digest: EvidenceDigest): FinishedCase {
  return { ...finished, result: { ...finished.result, digest } };
}

async function endRecording({
  observer,
  whyNot,
}: Started): Promise<Omit<CaseRecord, "serverPort" | "epochNs" | "samples">> {
  const whyNoSystemCalls = "Nobody asked for them; see --strace.";
  if (observer === null) {
    return { report: null, whyNoCapture: whyNot, whyNoSockets: whyNot, whyNoSystemCalls };
  }
  try {
    const report = await observer.end();
    const reasons = { whyNoCapture: observer.whyNoCapture, whyNoSockets: observer.whyNoSockets };
    return { report, ...reasons, whyNoSystemCalls };
  } catch (error) {
    const reason = reasonOf(error);
    return { report: null, whyNoCapture: reason, whyNoSockets: reason, whyNoSystemCalls };
  }
}

async function store(
  record: CaseRecord,
  { result }: FinishedCase,
  { observer, folder, session }: RecordOptions,
): Promise<PendingEvidence> {
  const place = { folder, name: `${session}-${result.index}-${result.attempt}` };
  try {
    const files = record.report === null ? null : ((await observer?.files()) ?? null);
    return writeEvidence(record, files, place);
  } catch (error) {
    const reason = `What was recorded could not be stored: ${reasonOf(error)}`;
    const lost = { ...record, report: null, whyNoCapture: reason, whyNoSockets: reason };
    return writeEvidence(lost, null, place);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof ObserverError) {
    return error.message;
  }
  return error instanceof Error ? error.message : String(error);
}
