import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Capture,
  type Evidence,
  type EvidenceDigest,
  evidenceSchemaVersion,
  type WayDigest,
  type WireEvidence,
} from "../../evidence/evidence.ts";
import { makeFolder } from "../../host/folder.ts";
import type { PendingEvidence } from "../../journal/case-result.ts";
import type { ObserverFiles, ObserverReport, SideReport } from "../../lab/wire/observer-report.ts";
import { protocolNamed } from "../../protocol/protocols.ts";
import type { LinkDirection } from "../../scenario/link-direction.ts";
import type { HostSamples } from "./samples.ts";

/** What was recorded of one wire. */
export interface WireRecord {
  readonly serverPort: number;
  /** Null where nothing could be recorded at all. */
  readonly report: ObserverReport | null;
  readonly whyNoCapture: string | null;
  readonly whyNoSockets: string | null;
}

/** What an observer has of one wire, with its files where they could be fetched. */
export interface FetchedWire extends WireRecord {
  readonly files: ObserverFiles | null;
}

/** All that was recorded of one case beside the wires. */
export interface CaseRecord {
  /** When the case began, on the monotonic clock. */
  readonly epochNs: bigint;
  readonly samples: HostSamples;
  /** A file in the folder where the others will be; null if there is none. */
  readonly systemCalls: { readonly file: string; readonly bytesCut: number } | null;
  readonly whyNoSystemCalls: string | null;
}

/** The wires of a case: the client's, and behind a proxy the second one. */
export interface Wires<Wire> {
  readonly own: Wire;
  /** Null for what is no proxy. */
  readonly upstream: Wire | null;
}

/**
 * @param protocol in which the case was played; null if it was not.
 * @param driverListens whether a client was under test, which runs at the server's side of the wire.
 * @returns a few numbers of it, for the journal.
 */
export function digestOf(
  { own, upstream, samples }: Wires<WireRecord> & Pick<CaseRecord, "samples">,
  protocol: string | null,
  driverListens = false,
): EvidenceDigest {
  const peaks = samples.processes.map(({ residentPeakBytes }) => residentPeakBytes);
  const { client = null, server = null } = own.report ?? {};
  const [near, far] = driverListens ? [server, client] : [client, server];
  const isUdp = protocol !== null && protocolNamed(protocol).datagrams;
  return {
    ...(isUdp ? { transport: "udp" } : {}),
    toServer: digestWay("toServer", near, far),
    toClient: digestWay("toClient", far, near),
    ...(upstream !== null && { upstream: digestUpstream(upstream) }),
    peakMemoryBytes: peaks.length === 0 ? null : Math.max(...peaks),
  };
}

function digestUpstream({ report }: WireRecord): NonNullable<EvidenceDigest["upstream"]> {
  const { client = null, server = null } = report ?? {};
  return {
    toServer: digestWay("toServer", client, server),
    toClient: digestWay("toClient", server, client),
  };
}

/** Segments captured at their sender's side but not at the other were lost. */
function digestWay(
  way: LinkDirection,
  sent: SideReport | null,
  arrived: SideReport | null,
): WayDigest | null {
  if (sent === null || arrived === null) {
    return null;
  }
  const { segments, payloadBytes, again } = sent[way];
  return {
    segments,
    payloadBytes,
    retransmittedSegments: again,
    lostSegments: Math.max(0, segments - arrived[way].segments),
  };
}

/**
 * Writes the files of a case's evidence.
 *
 * @param name begins their names in the folder, which is made.
 * @throws when one cannot be written.
 */
export function writeEvidence(
  record: CaseRecord & Wires<FetchedWire>,
  { folder, name }: { readonly folder: string; readonly name: string },
): PendingEvidence {
  const { own, upstream, samples, epochNs } = record;
  const capture = captureOf(own, epochNs, [`${name}.client.pcap`, `${name}.server.pcap`]);
  const behind =
    upstream && captureOf(upstream, epochNs, [`${name}.proxy.pcap`, `${name}.upstream.pcap`]);
  const written = [
    ...filesOf(capture, own).map(([file, bytes]) => [join(folder, file), bytes] as const),
    ...filesOf(behind, upstream).map(([file, bytes]) => [join(folder, file), bytes] as const),
  ];
  if (written.length > 0) {
    makeFolder(folder);
    writeAllOrNone(written);
  }
  const reports = [own.report, upstream?.report ?? null];
  const cut = [
    { what: "packets beyond the size limit of the captures", count: sumOf(reports, cutBy) },
    {
      what: "packets that the kernel had no buffer space to capture",
      count: sumOf(reports, droppedBy),
    },
    {
      what: "samples of sockets",
      count: sumOf(reports, (report) => report?.socketsLeftOut ?? 0),
    },
    { what: "bytes of system calls", count: record.systemCalls?.bytesCut ?? 0 },
    { what: "samples of processes and counters", count: samples.leftOut },
  ];
  const evidence: Evidence = {
    schemaVersion: evidenceSchemaVersion,
    ...wireEvidence(own, capture),
    ...(upstream !== null && { upstream: wireEvidence(upstream, behind) }),
    processes: samples.processes,
    whyNoProcesses: samples.whyNoProcesses,
    counters: samples.counters,
    systemCalls: record.systemCalls?.file ?? null,
    whyNoSystemCalls: record.whyNoSystemCalls,
    cut: cut.filter(({ count }) => count > 0),
  };
  return { folder, evidence };
}

function wireEvidence(
  { serverPort, whyNoCapture, whyNoSockets, files }: FetchedWire,
  capture: Capture | null,
): WireEvidence {
  return { serverPort, capture, whyNoCapture, sockets: files?.sockets ?? [], whyNoSockets };
}

/** @returns the captures with the names that they get. */
function filesOf(
  capture: Capture | null,
  wire: FetchedWire | null,
): readonly (readonly [string, Uint8Array])[] {
  const files = wire?.files ?? null;
  return capture === null || files === null
    ? []
    : [
        [capture.client.file, files.client],
        [capture.server.file, files.server],
      ];
}

function sumOf(
  reports: readonly (ObserverReport | null)[],
  count: (report: ObserverReport | null) => number,
): number {
  return reports.reduce((sum, report) => sum + count(report), 0);
}

/** Leaves no partial set: on a full disk it would take the room that the results need. */
function writeAllOrNone(files: readonly (readonly [string, Uint8Array])[]): void {
  try {
    for (const [file, bytes] of files) {
      writeFileSync(file, bytes);
    }
  } catch (cause) {
    for (const [file] of files) {
      rmSync(file, { force: true });
    }
    throw cause;
  }
}

function cutBy(report: ObserverReport | null): number {
  return (report?.client?.cut ?? 0) + (report?.server?.cut ?? 0);
}

function droppedBy(report: ObserverReport | null): number {
  return (report?.client?.droppedByKernel ?? 0) + (report?.server?.droppedByKernel ?? 0);
}

/** @param names of the files, at the client's side and at the server's. */
function captureOf(
  { report, files }: FetchedWire,
  epochNs: bigint,
  [clientFile, serverFile]: readonly [string, string],
): Capture | null {
  if (files === null || report === null || report.client === null || report.server === null) {
    return null;
  }
  const captured = (file: string, counted: SideReport) => ({
    file,
    packets: counted.packets,
    packetsCut: counted.cut + counted.droppedByKernel,
    packetsBeforeGap: counted.beforeGap,
  });
  return {
    clockOffsetMs: -Number(report.realtimeMinusMonotonicNs + epochNs) / 1e6,
    client: captured(clientFile, report.client),
    server: captured(serverFile, report.server),
  };
}
