import type { CounterDeltas, ProcessSample } from "../history/history.ts";

/** Raised when a reader of stored evidence would misread an older or newer one. */
export const evidenceSchemaVersion = 1;

/**
 * What a person needs beside the history to believe a verdict: stored as
 * `cases/<name>.evidence.json`, with the captures beside it. Times are those of the history:
 * milliseconds since the case began, on the monotonic clock.
 */
export interface Evidence {
  readonly schemaVersion: typeof evidenceSchemaVersion;
  /** The implementation's port: its segments are those of the captures. */
  readonly serverPort: number;
  readonly capture: Capture | null;
  /** Why there is none; null where there is. */
  readonly whyNoCapture: string | null;
  readonly sockets: readonly SocketSample[];
  readonly whyNoSockets: string | null;
  readonly processes: readonly TimedProcessSample[];
  readonly whyNoProcesses: string | null;
  /** Missing where nobody looked. */
  readonly counters?: readonly CounterSample[];
  /** The implementation's system calls, a text file relative to the run's folder. */
  readonly systemCalls: string | null;
  readonly whyNoSystemCalls: string | null;
  /** What the size limits left out. */
  readonly cut: readonly { readonly what: string; readonly count: number }[];
}

/** The same segments at both sides of the wire: what one has and the other has not was lost. */
export interface Capture {
  /** Add this to a packet's time since the Epoch, in ms, to have the history's. */
  readonly clockOffsetMs: number;
  /** pcap files, relative to the run's folder: at the client's side, and at the server's. */
  readonly client: CaptureFile;
  readonly server: CaptureFile;
}

export interface CaptureFile {
  readonly file: string;
  readonly packets: number;
  /** Packets that the kernel or the limit of size left out of it. */
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
  /** The port at the client's end: what connects it with the history's `localPort`. */
  readonly clientPort: number;
  readonly state: string;
  /** Bytes that its owner has not read, and bytes that its peer has not acknowledged. */
  readonly receiveQueueBytes: number;
  readonly sendQueueBytes: number;
  /** Null where the kernel does not tell. */
  readonly congestionWindowSegments: number | null;
  readonly peerWindowBytes: number | null;
  readonly roundTripMs: number | null;
  readonly retransmissionTimeoutMs: number | null;
  readonly retransmittedSegments: number;
}

export interface TimedProcessSample extends ProcessSample {
  readonly atMs: number;
}

/** What the hosts' kernel counters grew by since the sample before; null where they are hidden. */
export interface CounterSample {
  readonly atMs: number;
  readonly client: CounterDeltas | null;
  readonly server: CounterDeltas | null;
}

/** A case's evidence in a few numbers, kept in the journal however the case ended. */
export interface EvidenceDigest {
  /** Null where the wire could not be watched. */
  readonly toServer: WayDigest | null;
  readonly toClient: WayDigest | null;
  /** The most memory that the implementation held when it was looked at; null where hidden. */
  readonly peakMemoryBytes: number | null;
}

/** What went one way over the wire. */
export interface WayDigest {
  /** Segments as the sender put them on the wire, retransmissions too, and their payload. */
  readonly segments: number;
  readonly payloadBytes: number;
  /** Segments that began before the end of what had been sent already. */
  readonly retransmittedSegments: number;
  /** Segments that went in and did not come out while the case ran. */
  readonly lostSegments: number;
}
