import type { CounterDeltas, ProcessSample } from "../history/history.ts";

/** Incremented when readers would misread older or newer evidence. */
export const evidenceSchemaVersion = 1;

/**
 * What a person needs in addition to the history to trust a verdict: stored as
 * `cases/<name>.evidence.json`, with the captures beside it. Times are those of the history:
 * milliseconds since the case began, on the monotonic clock.
 */
export interface Evidence {
  readonly schemaVersion: typeof evidenceSchemaVersion;
  /** The implementation's port, to which the captured segments belong. */
  readonly serverPort: number;
  readonly capture: Capture | null;
  /** Why there is none; null if there is. */
  readonly whyNoCapture: string | null;
  readonly sockets: readonly SocketSample[];
  readonly whyNoSockets: string | null;
  readonly processes: readonly TimedProcessSample[];
  readonly whyNoProcesses: string | null;
  /** Absent if not recorded. */
  readonly counters?: readonly CounterSample[];
  /** The implementation's system calls, a text file relative to the run's folder. */
  readonly systemCalls: string | null;
  readonly whyNoSystemCalls: string | null;
  /** What the size limits left out. */
  readonly cut: readonly { readonly what: string; readonly count: number }[];
}

/** Captures at both sides of the wire: a segment in only one of them was lost. */
export interface Capture {
  /** Add this to a packet's time since the Epoch, in ms, to get the history's. */
  readonly clockOffsetMs: number;
  /** pcap files, relative to the run's folder: at the client's side, and at the server's. */
  readonly client: CaptureFile;
  readonly server: CaptureFile;
}

export interface CaptureFile {
  readonly file: string;
  readonly packets: number;
  /** Packets missing from it, dropped by the kernel or by the size limit. */
  readonly packetsCut: number;
  /**
   * Between which of its packets those are missing that the limit of size left out: that many are
   * before the gap, counted from the file's beginning. Missing or null where there is no gap.
   */
  readonly packetsBeforeGap?: number | null;
}

/** One socket as the kernel describes it (`ss --info`), at one moment. */
export interface SocketSample {
  readonly atMs: number;
  readonly host: "client" | "server";
  /** The port at the client's end, which matches the history's `localPort`. */
  readonly clientPort: number;
  readonly state: string;
  /** Bytes not yet read by its owner, and bytes not yet acknowledged by its peer. */
  readonly receiveQueueBytes: number;
  readonly sendQueueBytes: number;
  /** Null if the kernel does not report it. */
  readonly congestionWindowSegments: number | null;
  readonly peerWindowBytes: number | null;
  readonly roundTripMs: number | null;
  readonly retransmissionTimeoutMs: number | null;
  readonly retransmittedSegments: number;
}

export interface TimedProcessSample extends ProcessSample {
  readonly atMs: number;
}

/** Growth of the hosts' kernel counters since the previous sample; null if hidden. */
export interface CounterSample {
  readonly atMs: number;
  readonly client: CounterDeltas | null;
  readonly server: CounterDeltas | null;
}

/** A summary of a case's evidence, always kept in the journal. */
export interface EvidenceDigest {
  /** Null if the wire could not be observed. */
  readonly toServer: WayDigest | null;
  readonly toClient: WayDigest | null;
  /** The implementation's highest sampled memory; null if hidden. */
  readonly peakMemoryBytes: number | null;
}

/** Traffic in one direction of the wire. */
export interface WayDigest {
  /** Segments that the sender put on the wire, including retransmissions, and their payload. */
  readonly segments: number;
  readonly payloadBytes: number;
  /** Segments that began before the end of what had already been sent. */
  readonly retransmittedSegments: number;
  /** Segments that entered and did not leave while the case ran. */
  readonly lostSegments: number;
}
