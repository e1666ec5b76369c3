import { readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Capture, Evidence, WireEvidence } from "../evidence/evidence.ts";
import type { PendingEvidence } from "./case-result.ts";

/** The place where a run keeps the evidence of its cases. */
export interface EvidenceStore {
  /**
   * Takes a case's evidence.
   *
   * @param name the case's, which begins the names of its files.
   * @returns where the evidence is, relative to the run's folder.
   * @throws when it cannot be written.
   */
  keep(name: string, pending: PendingEvidence): string;
}

/** A capture has 4.7 MB at most, so that there is room for 27 cases of the largest. In bytes. */
const runBytesMax = 256 * 1024 * 1024;

/** @param folder the run's. */
export function openEvidenceStore(folder: string, bytesMax = runBytesMax): EvidenceStore {
  let bytes: number | null = null;
  return {
    keep(name, { folder: from, evidence }) {
      bytes ??= bytesStored(join(folder, "cases"));
      const files = filesOf(evidence).map((file) => join(from, file));
      const more = files.reduce((sum, file) => sum + statSync(file).size, 0);
      const text = JSON.stringify(renamed(evidence, name));
      const path = join("cases", `${name}.evidence.json`);
      if (bytes + more + text.length > bytesMax) {
        for (const file of files) {
          rmSync(file, { force: true });
        }
        const rest = `${JSON.stringify(withoutFiles(evidence, bytesMax))}\n`;
        bytes += rest.length;
        writeFileSync(join(folder, path), rest);
        return path;
      }
      const targets = filesOf(renamed(evidence, name)).map((file) => join(folder, file));
      try {
        for (const [index, file] of files.entries()) {
          renameSync(file, targets[index] ?? "");
        }
        writeFileSync(join(folder, path), `${text}\n`);
      } catch (cause) {
        // No result names them, and they would take room on a full disk.
        for (const file of [...files, ...targets, join(folder, path)]) {
          rmSync(file, { force: true });
        }
        throw cause;
      }
      bytes += more + text.length;
      return path;
    },
  };
}

function filesOf({ capture, upstream, systemCalls }: Evidence): readonly string[] {
  const captures = [capture, upstream?.capture ?? null].filter((each) => each !== null);
  const captured = captures.flatMap(({ client, server }) => [client.file, server.file]);
  return systemCalls === null ? captured : [...captured, systemCalls];
}

/** Stored form: files are named for the case. */
function renamed(evidence: Evidence, name: string): Evidence {
  const { capture, upstream, systemCalls } = evidence;
  const place = (ending: string) => join("cases", `${name}.${ending}`);
  const placed = (of: Capture | null, client: string, server: string): Capture | null =>
    of && {
      ...of,
      client: { ...of.client, file: place(client) },
      server: { ...of.server, file: place(server) },
    };
  return {
    ...evidence,
    capture: placed(capture, "client.pcap", "server.pcap"),
    ...(upstream !== undefined && {
      upstream: {
        ...upstream,
        capture: placed(upstream.capture, "proxy.pcap", "upstream.pcap"),
      },
    }),
    systemCalls: systemCalls && place("strace"),
  };
}

/** The reduced form, used once the run's size limit is reached. */
function withoutFiles(evidence: Evidence, bytesMax: number): Evidence {
  const megabytes = Math.round(bytesMax / 1024 / 1024);
  const reason =
    `The evidence of this run reached its limit of ${megabytes} MiB. ` +
    "Run this case alone to have it.";
  const { sockets, processes, counters = [], upstream } = evidence;
  const ofUpstream = upstream?.sockets ?? [];
  const cut = [
    { what: "files, for want of room in the run", count: filesOf(evidence).length },
    {
      what: "samples, for want of room in the run",
      count: sockets.length + ofUpstream.length + processes.length + counters.length,
    },
  ];
  return {
    ...evidence,
    ...withoutRecordings(evidence, reason),
    ...(upstream !== undefined && { upstream: withoutRecordings(upstream, reason) }),
    processes: [],
    whyNoProcesses: evidence.whyNoProcesses ?? reason,
    counters: [],
    systemCalls: null,
    whyNoSystemCalls: evidence.systemCalls === null ? evidence.whyNoSystemCalls : reason,
    cut: [...evidence.cut, ...cut.filter(({ count }) => count > 0)],
  };
}

function withoutRecordings(
  { serverPort, capture, whyNoCapture, whyNoSockets }: WireEvidence,
  reason: string,
): WireEvidence {
  return {
    serverPort,
    capture: null,
    whyNoCapture: capture === null ? whyNoCapture : reason,
    sockets: [],
    whyNoSockets: whyNoSockets ?? reason,
  };
}

/** A run that is resumed has some already. */
function bytesStored(folder: string): number {
  const names = readdirSync(folder).filter((name) => /\.(evidence\.json|pcap|strace)$/.test(name));
  return names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
