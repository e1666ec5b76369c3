import type { CaseContext } from "../scenario/amount.ts";
import type { TcpState } from "../scenario/check.ts";
import type { Content } from "../scenario/content.ts";
import type { Protocol } from "../scenario/scenario.ts";
import type { LinkFault } from "../scenario/step.ts";

/** Raised when a reader of stored histories would misread an older or newer one. */
export const historySchemaVersion = 1;

/**
 * Everything that was observed while a case ran. Times are milliseconds since the case began, on
 * the monotonic clock.
 */
export interface History {
  readonly schemaVersion: typeof historySchemaVersion;
  readonly protocol: Protocol;
  readonly context: CaseContext;
  readonly connections: readonly ConnectionHistory[];
  readonly events: readonly HistoryEvent[];
  /** Events that were left out because the history was full. */
  readonly eventsDropped: number;
  readonly samples: readonly Sample[];
  /** Kernel counters over the whole case; null where the lab cannot see that host's. */
  readonly counters: {
    readonly client: CounterDeltas | null;
    readonly server: CounterDeltas | null;
  };
  readonly restarts: readonly Restart[];
  /** What the scenario's steps did to the link, and the segments that each lost. */
  readonly linkFaults: readonly LinkFaultRecord[];
  /** How a second instance on the same port fared; null where none was started. */
  readonly secondInstance: SecondInstance | null;
  /**
   * Share of one processor that the implementation used when all was over, 0 to 1 and more for
   * several threads: the least of the windows looked at. Null where its processes are hidden.
   */
  readonly idleCpuShare: number | null;
  /** How the implementation ended; null where the lab cannot see its process. */
  readonly process: ProcessHistory | null;
  /** The latest that a timer of the driver fired, in ms: how starved this host was. */
  readonly timerLatenessMsMax: number;
}

/** One connection of the driver. A group `main` of three is `main#1`, `main#2` and `main#3`. */
export interface ConnectionHistory {
  readonly name: string;
  /** The name in the scenario, shared by a group and by the rounds of a repeat. */
  readonly group: string;
  readonly localPort: number | null;
  readonly connectingAtMs: number;
  /** Null when the handshake was never completed. */
  readonly connectedAtMs: number | null;
  /** Everything offered to the socket, in order. */
  readonly sent: readonly SentPart[];
  readonly received: ReceivedDigest;
  readonly waits: readonly Wait[];
  readonly pings: readonly Ping[];
  /** How and when the peer ended the connection; null while it had not. */
  readonly peerEnd: PeerEnd | null;
  /** Why the connection could not be made; null when it was. */
  readonly connectError: string | null;
  /** Bytes that arrived before they were owed. */
  readonly unsolicitedBytes: number;
  /** Bytes that were owed and had not arrived when the driver shut down writing. */
  readonly owedAtShutdownBytes: number | null;
  readonly inspections: readonly Inspection[];
}

/** A run of bytes that can be made again: `bytes` of what `content` renders to with `seed`. */
export interface SentPart {
  readonly atMs: number;
  readonly content: readonly Content[];
  readonly seed: number;
  readonly bytes: number;
}

/** What arrived, small enough to store whatever its size. */
export interface ReceivedDigest {
  readonly bytes: number;
  /** Bytes in each block but the last. */
  readonly blockBytes: number;
  /** CRC-32 of each block. */
  readonly blockCrcs: readonly number[];
  /** The first bytes, in base64. */
  readonly head: string;
  /** Set when the driver stopped reading because far more arrived than was owed. */
  readonly cutShort: boolean;
}

export interface Wait {
  readonly step: "awaitEcho" | "awaitEnd" | "send" | "sendUntilBlocked";
  readonly fromMs: number;
  readonly toMs: number;
  readonly satisfied: boolean;
  /** Bytes received when the wait ended, and bytes owed by then. */
  readonly receivedBytes: number;
  readonly owedBytes: number;
}

/** `latencyMs` is null when the echo had not come at `untilMs`. */
export interface Ping {
  readonly atMs: number;
  readonly untilMs: number;
  readonly latencyMs: number | null;
  /**
   * Time that the driver and the implementation were ready to run meanwhile and had no processor,
   * in ms: how much of the latency may be this host's. Looked at when a ping was slow.
   */
  readonly processorWaitMs: number;
}

export interface PeerEnd {
  readonly how: "fin" | "rst";
  readonly atMs: number;
  /** The errno that the socket reported, such as `ECONNRESET`; null for a FIN. */
  readonly errno: string | null;
}

/** TCP_INFO of one socket of the driver at one moment. */
export interface Inspection {
  readonly atMs: number;
  /** Retransmitted ones are not counted. */
  readonly dataSegmentsOut: number;
  /** Smallest round trip that the kernel measured, in ms; null where it has none yet. */
  readonly minimumRoundTripMs: number | null;
  readonly bytesAcked: number;
  readonly bytesReceived: number;
  readonly bytesRetransmitted: number;
}

export interface HistoryEvent {
  readonly atMs: number;
  readonly event: EventName;
  readonly connection?: string;
  /** Bytes that the event moved; a run of reads or writes is one event with their sum. */
  readonly bytes?: number;
  /** End of a run of reads or writes. */
  readonly untilMs?: number;
  readonly detail?: string;
}

export type EventName =
  | "connecting"
  | "connected"
  | "connect-failed"
  | "wrote"
  | "received"
  | "blocked"
  | "reading-stopped"
  | "reading-resumed"
  | "fin-sent"
  | "rst-sent"
  | "closed"
  | "fin-received"
  | "rst-received"
  | "write-failed"
  | "deadline-passed"
  | "sampled"
  | "signalled"
  | "restarted"
  | "second-started"
  | "urgent-sent"
  | "link-broken"
  | "link-restored"
  | "link-unsettled"
  | "implementation-exited";

export interface Sample {
  readonly label: string;
  readonly atMs: number;
  /** Null where the lab cannot see the implementation's processes. */
  readonly implementation: ProcessSample | null;
  /** The server's sockets on the implementation's port; null where the lab cannot see them. */
  readonly sockets: Readonly<Partial<Record<TcpState, number>>> | null;
}

/** `failure` is null when it listened again, `readyAfterMs` later. */
export interface Restart {
  readonly atMs: number;
  readonly readyAfterMs: number;
  readonly failure: string | null;
}

export interface LinkFaultRecord {
  readonly fault: LinkFault;
  readonly atMs: number;
  readonly untilMs: number;
  readonly droppedSegments: number;
}

export interface SecondInstance {
  readonly atMs: number;
  /** `running` when it had not ended by the deadline. */
  readonly outcome: ProcessOutcome;
  readonly output: CapturedOutput;
}

/** Sums over the implementation's whole process tree. */
export interface ProcessSample {
  readonly processes: number;
  readonly residentBytes: number;
  readonly residentPeakBytes: number;
  readonly addressSpaceBytes: number;
  readonly descriptors: number;
  readonly cpuMs: number;
  /** CPU time, and the time spent waiting for a processor: what a busy loop uses on a busy host. */
  readonly runnableMs: number;
}

/** Differences of `/proc/net/snmp` and `/proc/net/netstat`, such as `TcpExt.TCPToZeroWindowAdv`. */
export type CounterDeltas = Readonly<Record<string, number>>;

export interface ProcessHistory {
  /** At the end of the steps, before the harness stopped it. */
  readonly atEnd: ProcessOutcome;
  /** How it ended when the harness stopped it; null if it had ended by itself. */
  readonly stop: StopOutcome | null;
  readonly output: CapturedOutput;
}

export type ProcessOutcome =
  | { readonly state: "running"; readonly processes: number }
  | { readonly state: "exited"; readonly status: number; readonly atMs: number }
  | {
      readonly state: "killed";
      readonly signal: string;
      readonly atMs: number;
      /** The kernel ran out of the memory that its container may have. */
      readonly outOfMemory?: true;
    };

export interface StopOutcome {
  readonly signals: readonly ("SIGTERM" | "SIGKILL")[];
  readonly tookMs: number;
  readonly outcome: ProcessOutcome;
}

/** The first bytes of standard output and standard error, and how many bytes were left out. */
export interface CapturedOutput {
  readonly text: string;
  readonly bytesDropped: number;
}
