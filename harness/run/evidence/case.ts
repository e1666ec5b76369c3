import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Capture,
  type Evidence,
  type EvidenceDigest,
  evidenceSchemaVersion,
  type WayDigest,
} from "../../evidence/evidence.ts";
import { makeFolder } from "../../host/folder.ts";
import type { PendingEvidence } from "../../journal/case-result.ts";
import type { ObserverFiles, ObserverReport, SideReport } from "../../lab/wire/observer-report.ts";
import { protocolNamed } from "../../protocol/protocols.ts";
import type { LinkDirection } from "../../scenario/link-direction.ts";
import type { HostSamples } from "./samples.ts";

/** All that was recorded of one case. */
export interface CaseRecord {
  readonly serverPort: number;
  /** When the case began, on the monotonic clock. */
  readonly epochNs: bigint;
  /** Null where nothing could be recorded at all. */
  readonly report: ObserverReport | null;
  readonly whyNoCapture: string | null;
  readonly whyNoSockets: string | null;
  readonly samples: HostSamples;
  /** A file in the folder where the others will be; null if there is none. */
  readonly systemCalls: { readonly file: string; readonly bytesCut: number } | null;
  readonly whyNoSystemCalls: string | null;
}

/**
 * @param protocol in which the case was played; null if it was not.
 * @param driverListens whether a client was under test, which runs at the server's side of the wire.
 * @returns a few numbers of it, for the journal.
 */
export function digestOf(
  { report, samples }: Pick<CaseRecord, "report" | "samples">,
  protocol: string | null,
  driverListens = false,
): EvidenceDigest {
  const peaks = samples.processes.map(({ residentPeakBytes }) => residentPeakBytes);
  const { client = null, server = null } = report ?? {};
  const [near, far] = driverListens ? [server, client] : [client, server];
  const isUdp = protocol !== null && protocolNamed(protocol).datagrams;
  return {
    ...(isUdp ? { transport: "udp" } : {}),
    toServer: digestWay("toServer", near, far),
    toClient: digestWay("toClient", far, near),
    peakMemoryBytes: peaks.length === 0 ? null : Math.max(...peaks),
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
  record: CaseRecord,
  files: ObserverFiles | null,
  { folder, name }: { readonly folder: string; readonly name: string },
): PendingEvidence {
  const { report, samples } = record;
  const capture = files === null ? null : captureOf(record, name);
  if (files !== null && capture !== null) {
    makeFolder(folder);
    writeAllOrNone([
      [join(folder, capture.client.file), files.client],
      [join(folder, capture.server.file), files.server],
    ]);
  }
  const dropped = (report?.client?.droppedByKernel ?? 0) + (report?.server?.droppedByKernel ?? 0);
  const cut = [
    { what: "packets beyond the size limit of the captures", count: cutBy(report) },
    { what: "packets that the kernel had no buffer space to capture", count: dropped },
    { what: "samples of sockets", count: report?.socketsLeftOut ?? 0 },
    { what: "bytes of system calls", count: record.systemCalls?.bytesCut ?? 0 },
    { what: "samples of processes and counters", count: samples.leftOut },
  ];
  const evidence: Evidence = {
    schemaVersion: evidenceSchemaVersion,
    serverPort: record.serverPort,
    capture,
    whyNoCapture: record.whyNoCapture,
    sockets: files?.sockets ?? [],
    whyNoSockets: record.whyNoSockets,
    processes: samples.processes,
    whyNoProcesses: samples.whyNoProcesses,
    counters: samples.counters,
    systemCalls: record.systemCalls?.file ?? null,
    whyNoSystemCalls: record.whyNoSystemCalls,
    cut: cut.filter(({ count }) => count > 0),
  };
  return { folder, evidence };
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

function captureOf({ report, epochNs }: CaseRecord, name: string): Capture | null {
  if (report === null || report.client === null || report.server === null) {
    return null;
  }
  const file = (side: "client" | "server", counted: SideReport) => ({
    file: `${name}.${side}.pcap`,
    packets: counted.packets,
    packetsCut: counted.cut + counted.droppedByKernel,
    packetsBeforeGap: counted.beforeGap,
  });
  return {
    clockOffsetMs: -Number(report.realtimeMinusMonotonicNs + epochNs) / 1e6,
    client: file("client", report.client),
    server: file("server", report.server),
  };
}
