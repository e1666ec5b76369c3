import { setTimeout as delay } from "node:timers/promises";
import { removeEmpty } from "../../host/folder.ts";
import type { SpawnOptions } from "../../host/host.ts";
import { messageOf } from "../../host/message-of.ts";
import type { FinishedCase, PendingEvidence } from "../../journal/case-result.ts";
import type { Lab } from "../../lab/lab.ts";
import type { Observer } from "../../lab/wire/observer.ts";
import { isImpaired, jitterMs, type Network, roundTripMs } from "../../network/network.ts";
import { type CallRecorder, startCallRecorder } from "./calls.ts";
import {
  type CaseRecord,
  digestOf,
  type FetchedWire,
  type WireRecord,
  type Wires,
  writeEvidence,
} from "./case.ts";
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
  /** Starts recording the same of the wire between a proxy and the port of its upstream. */
  watchUpstream(serverPort: number): void;
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
  const own = await startIfPossible(lab);
  const behind = lab.behind === undefined ? null : await startIfPossible(lab.behind);
  const calls = await startCallRecorder(lab.server, options);
  return {
    begin: (epochNs) => recordCase(epochNs, { ...options, own, behind, calls }),
    async [Symbol.asyncDispose]() {
      await own.observer?.[Symbol.asyncDispose]();
      await behind?.observer?.[Symbol.asyncDispose]();
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

interface Recorders extends SessionOptions {
  readonly own: Started;
  /** Of the wire behind a proxy; null where the lab has none. */
  readonly behind: Started | null;
  readonly calls: CallRecorder;
}

function recordCase(epochNs: bigint, recorders: Recorders): CaseEvidence {
  const { calls } = recorders;
  let own: Watched | null = null;
  let upstream: Watched | null = null;
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
  const watch = (serverPort: number, started: Started): Watched => {
    started.observer?.begin({ serverPort, epochNs });
    return { serverPort, ...started };
  };
  return {
    start: calls.file === null ? {} : { systemCallsFile: calls.file },
    watchPort(port, whyNone) {
      own = watch(port, whyNone === null ? recorders.own : { observer: null, whyNot: whyNone });
    },
    watchUpstream(port) {
      upstream = recorders.behind && watch(port, recorders.behind);
    },
    watchHosts(place) {
      sampling = startSampling(place);
    },
    stopWatchingHosts,
    async complete(finished) {
      if (own === null) {
        return finished;
      }
      await stopWatchingHosts(null);
      const nothing = { processes: [], counters: [], leftOut: 0, whyNoProcesses: whyNoSamples };
      const of = { epochNs, samples: samples ?? nothing, own, upstream };
      return await withEvidence(finished, of, recorders);
    },
    async [Symbol.asyncDispose]() {
      await sampling?.[Symbol.asyncDispose]();
    },
  };
}

/** A port whose segments and sockets are recorded, as far as they can be. */
interface Watched extends Started {
  readonly serverPort: number;
}

/** Facts about a case that are known before its system calls are read. */
type Begun = Pick<CaseRecord, "epochNs" | "samples">;

async function withEvidence(
  finished: FinishedCase,
  { own, upstream, ...begun }: Begun & Wires<Watched>,
  recorders: Recorders,
): Promise<FinishedCase> {
  const { keep, network, calls } = recorders;
  const { verdict } = finished.result;
  const kept = keep === "all" || (verdict !== "pass" && verdict !== "unsupported");
  if (kept && isImpaired(network)) {
    const onTheirWayMs = roundTripMs(network) / 2 + jitterMs(network);
    await delay(Math.min(onTheirWayMs, onTheirWayMsMax));
  }
  const ended = {
    own: await endRecording(own),
    upstream: upstream && (await endRecording(upstream)),
  };
  const result = {
    ...finished.result,
    digest: digestOf(
      { ...begun, ...ended },
      finished.history?.protocol ?? null,
      finished.history?.context.message !== undefined,
    ),
  };
  if (!kept) {
    calls.discard();
  }
  return {
    ...finished,
    result,
    evidence: kept ? await store(begun, ended, finished, recorders) : null,
  };
}

interface EndedWire extends WireRecord {
  readonly observer: Observer | null;
}

async function endRecording({ observer, whyNot, serverPort }: Watched): Promise<EndedWire> {
  if (observer === null) {
    return { ...withoutReport(serverPort, whyNot), observer };
  }
  try {
    const report = await observer.end();
    const { whyNoCapture, whyNoSockets } = observer;
    return { serverPort, report, whyNoCapture, whyNoSockets, observer };
  } catch (error) {
    return { ...withoutReport(serverPort, messageOf(error)), observer };
  }
}

function withoutReport(serverPort: number, why: string | null): WireRecord {
  return { serverPort, report: null, whyNoCapture: why, whyNoSockets: why };
}

async function store(
  begun: Begun,
  { own, upstream }: Wires<EndedWire>,
  { result }: FinishedCase,
  { calls, folder, session }: Recorders,
): Promise<PendingEvidence> {
  const place = { folder, name: `${session}-${result.index}-${result.attempt}` };
  const record = { ...begun, ...(await calls.take(`${place.name}.strace`)) };
  try {
    const wires = {
      own: await fetchFiles(own),
      upstream: upstream && (await fetchFiles(upstream)),
    };
    return writeEvidence({ ...record, ...wires }, place);
  } catch (error) {
    const reason = `The recordings could not be stored: ${messageOf(error)}`;
    const lost = ({ serverPort }: EndedWire): FetchedWire => {
      return { ...withoutReport(serverPort, reason), files: null };
    };
    const wires = { own: lost(own), upstream: upstream && lost(upstream) };
    return writeEvidence({ ...record, ...wires }, place);
  }
}

async function fetchFiles({ observer, ...wire }: EndedWire): Promise<FetchedWire> {
  const files = wire.report === null ? null : ((await observer?.files()) ?? null);
  return { ...wire, files };
}
