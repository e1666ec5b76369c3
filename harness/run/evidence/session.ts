import { setTimeout as delay } from "node:timers/promises";
import { removeEmpty } from "../../host/folder.ts";
import type { SpawnOptions } from "../../host/host.ts";
import { messageOf } from "../../host/message-of.ts";
import type { FinishedCase, PendingEvidence } from "../../journal/case-result.ts";
import type { Lab } from "../../lab/lab.ts";
import type { Observer } from "../../lab/wire/observer.ts";
import { isImpaired, jitterMs, type Network, roundTripMs } from "../../network/network.ts";
import { type CallRecorder, startCallRecorder } from "./calls.ts";
import { type CaseRecord, digestOf, writeEvidence } from "./case.ts";
import type { EvidenceOptions } from "./options.ts";
import {
  type HostSamples,
  type HostSampling,
  type LastLook,
  type SampledPlace,
  startSampling,
} from "./samples.ts";

/** Records the cases of one lab session, one after another. */
export interface SessionEvidence extends AsyncDisposable {
  /** @param epochNs when the case began, on the monotonic clock. */
  begin(epochNs: bigint): CaseEvidence;
}

export interface CaseEvidence extends AsyncDisposable {
  /** How the implementation is to be started, so that it can be recorded. */
  readonly start: Pick<SpawnOptions, "systemCallsFile">;
  /**
   * Starts recording the segments and sockets of this port.
   *
   * @param whyNone why there are none to record; null if there are.
   */
  watchPort(serverPort: number, whyNone: string | null): void;
  /** Starts sampling the kernel's figures for the hosts. */
  watchHosts(place: SampledPlace): void;
  /** Stops sampling, just before the implementation is stopped, with the last look. */
  stopWatchingHosts(last: LastLook): Promise<void>;
  /** @returns the case with its digest, and with its evidence if that is to be kept. */
  complete(finished: FinishedCase): Promise<FinishedCase>;
}

interface SessionOptions extends EvidenceOptions {
  readonly network: Network;
  readonly session: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** Time in which segments in flight at a case's end arrive on any bundled link, in ms. */
const onTheirWayMsMax = 1500;

/** Failures here neither end a case nor change its verdict. */
export async function startSessionEvidence(
  lab: Lab,
  options: SessionOptions,
): Promise<SessionEvidence> {
  const started = await startIfPossible(lab);
  const calls = await startCallRecorder(lab.server, options);
  return {
    begin: (epochNs) => recordCase(epochNs, { ...options, ...started, calls }),
    async [Symbol.asyncDispose]() {
      await started.observer?.[Symbol.asyncDispose]();
      calls.discard();
      // The journal has taken all that lay in it.
      removeEmpty(options.folder);
    },
  };
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
    return { observer: null, whyNot: messageOf(error) };
  }
}

interface Recorders extends Started, SessionOptions {
  readonly calls: CallRecorder;
}

function recordCase(epochNs: bigint, recorders: Recorders): CaseEvidence {
  const { observer, calls } = recorders;
  let serverPort: number | null = null;
  let whyNone: string | null = null;
  let sampling: HostSampling | null = null;
  let samples: HostSamples | null = null;
  let whyNoSamples = "The case ended before its hosts were sampled.";
  const stopWatchingHosts = async (last: LastLook | null) => {
    try {
      samples ??= (await sampling?.stop(last)) ?? null;
    } catch (error) {
      whyNoSamples = messageOf(error);
    }
  };
  return {
    start: calls.file === null ? {} : { systemCallsFile: calls.file },
    watchPort(port, why) {
      serverPort = port;
      whyNone = why;
      if (why === null) {
        observer?.begin({ serverPort: port, epochNs });
      }
    },
    watchHosts(place) {
      sampling = startSampling(place);
    },
    stopWatchingHosts,
    async complete(finished) {
      if (serverPort === null) {
        return finished;
      }
      await stopWatchingHosts(null);
      const nothing = { processes: [], counters: [], leftOut: 0, whyNoProcesses: whyNoSamples };
      const of = { serverPort, epochNs, samples: samples ?? nothing };
      const recording = whyNone === null ? recorders : withoutObserver(recorders, whyNone);
      return await withEvidence(finished, of, recording);
    },
    async [Symbol.asyncDispose]() {
      await sampling?.[Symbol.asyncDispose]();
    },
  };
}

function withoutObserver(recorders: Recorders, whyNot: string): Recorders {
  return { ...recorders, observer: null, whyNot };
}

/** Facts about a case that are known before its recorders are read. */
type Begun = Pick<CaseRecord, "serverPort" | "epochNs" | "samples">;
type Segments = Pick<CaseRecord, "report" | "whyNoCapture" | "whyNoSockets">;

async function withEvidence(
  finished: FinishedCase,
  of: Begun,
  recorders: Recorders,
): Promise<FinishedCase> {
  const { keep, network, calls } = recorders;
  const { verdict } = finished.result;
  const kept = keep === "all" || (verdict !== "pass" && verdict !== "unsupported");
  if (kept && isImpaired(network)) {
    const onTheirWayMs = roundTripMs(network) / 2 + jitterMs(network);
    await delay(Math.min(onTheirWayMs, onTheirWayMsMax));
  }
  const record = { ...of, ...(await endRecording(recorders)) };
  const result = {
    ...finished.result,
    digest: digestOf(
      record,
      finished.history?.protocol ?? null,
      finished.history?.context.message !== undefined,
    ),
  };
  if (!kept) {
    calls.discard();
  }
  return { ...finished, result, evidence: kept ? await store(record, finished, recorders) : null };
}

async function endRecording({ observer, whyNot }: Started): Promise<Segments> {
  if (observer === null) {
    return { report: null, whyNoCapture: whyNot, whyNoSockets: whyNot };
  }
  try {
    const report = await observer.end();
    return { report, whyNoCapture: observer.whyNoCapture, whyNoSockets: observer.whyNoSockets };
  } catch (error) {
    const reason = messageOf(error);
    return { report: null, whyNoCapture: reason, whyNoSockets: reason };
  }
}

async function store(
  record: Begun & Segments,
  { result }: FinishedCase,
  { observer, calls, folder, session }: Recorders,
): Promise<PendingEvidence> {
  const place = { folder, name: `${session}-${result.index}-${result.attempt}` };
  const withCalls = { ...record, ...(await calls.take(`${place.name}.strace`)) };
  try {
    const files = record.report === null ? null : ((await observer?.files()) ?? null);
    return writeEvidence(withCalls, files, place);
  } catch (error) {
    const reason = `The recordings could not be stored: ${messageOf(error)}`;
    const lost = { report: null, whyNoCapture: reason, whyNoSockets: reason };
    return writeEvidence({ ...withCalls, ...lost }, null, place);
  }
}
