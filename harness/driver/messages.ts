import type { LateTimer } from "../history/clock.ts";
import type { DatagramSocketHistory } from "../history/datagram-history.ts";
import type {
  ConnectionHistory,
  HistoryEvent,
  LoadHistory,
  ProcessSample,
  Sample,
  ServerWait,
} from "../history/history.ts";
import type { CaseContext } from "../scenario/amount.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { LinkFault } from "../scenario/step.ts";

/** The server's address for the client. */
export interface ServerAddress {
  /** For connections of either family. */
  readonly host: string;
  /** For connections over IPv4 or IPv6 only; null if the server has no address of that family. */
  readonly hostIpv4: string | null;
  readonly hostIpv6: string | null;
  /** An address on whose route segments are shorter; absent if the lab has none. */
  readonly hostOfShortSegments?: string | null;
  /** Further addresses for datagrams; null or absent where the lab or the server has none. */
  readonly hostOther?: string | null;
  readonly hostBroadcast?: string | null;
  readonly hostGroup?: string | null;
  readonly hostGroupIpv6?: string | null;
  readonly port: number;
  /** Instead of all these: the path of a Unix-domain socket, or NUL and its abstract name. */
  readonly socket?: string;
}

/** The harness's request to play one scenario. One at a time. */
export interface PlayMessage {
  readonly type: "play";
  readonly id: number;
  readonly scenario: Scenario;
  readonly protocol: PlayedProtocol;
  readonly address: ServerAddress;
  readonly context: CaseContext;
  /** `process.hrtime.bigint()` at the beginning of the case, in decimal. */
  readonly epochNs: string;
  /** Whether its clock is simulated; missing if it is not. */
  readonly virtualTime?: boolean;
}

/** A protocol by its name, and the module that defines it; null for a bundled one. */
export interface PlayedProtocol {
  readonly name: string;
  /** Absolute path. */
  readonly module: string | null;
}

/** Requests that act on the implementation, or on the server behind a proxy. */
export type ProcessRequest = (
  | { readonly do: "signal"; readonly name: "SIGTERM" | "SIGKILL" | "SIGSTOP" | "SIGCONT" }
  | { readonly do: "awaitExit"; readonly deadlineMs: number }
  | { readonly do: "restart" }
  | { readonly do: "startClient"; readonly client: string }
) & { readonly of?: "upstream" | undefined };

/** Requests for what only the harness's side can see or do. */
export type ServerRequest =
  | { readonly do: "sample" }
  | { readonly do: "readOptions"; readonly label: string }
  | ProcessRequest
  | {
      readonly do: "startSecond";
      readonly deadlineMs: number;
      /** Length of the path of its own that it gets. Default: it gets that of the first one. */
      readonly socketPathBytes?: number;
    };

/** Requests that only the harness can fulfil, on the link or at both its ends. */
export type LinkRequest =
  | { readonly do: "breakLink"; readonly fault: LinkFault }
  | { readonly do: "restoreLink" }
  | { readonly do: "lookAtLink" };

/** What is in flight at one moment, for all connections of a play. */
export interface LinkLook {
  /**
   * The client's ports of the connections with segments in flight; among them null if that is a handshake,
   * of which the client does not know the port yet. Null if it cannot be seen.
   */
  readonly inFlight: readonly (number | null)[] | null;
  /**
   * Whether segments between a proxy and its upstream are in flight; false for what is no proxy. Null if
   * that cannot be seen.
   */
  readonly upstreamInFlight: boolean | null;
}

/** A request to run the client of a pair against the server, until it ends. */
export interface ClientRequest {
  readonly do: "runClient";
  /** Payload bytes of each message. */
  readonly messages: readonly number[];
  readonly limitMs: number;
}

/** Requests for the segments of a load, at the server's side of the wire. */
export interface SegmentsRequest {
  readonly do: "recordSegments" | "endSegments";
  /** Label of the load. */
  readonly label: string;
}

export type HarnessRequest = ServerRequest | LinkRequest | SegmentsRequest | ClientRequest;

/** The harness records what it did; the answer holds only what the driver needs to continue. */
export interface HarnessAnswer {
  readonly sample: ServerSample | null;
  /** The answer to a look at the link. */
  readonly link: LinkLook | null;
}

/** The answer to an `ask`. */
interface AnswerMessage {
  readonly type: "answer";
  readonly id: number;
  readonly answer: HarnessAnswer;
}

export interface ServerSample {
  readonly implementation: ProcessSample | null;
  readonly sockets: Sample["sockets"];
  /** Of a server that is tested behind a proxy. Default: there is none. */
  readonly upstreamSockets?: NonNullable<Sample["sockets"]>;
}

export type ToDriver = PlayMessage | AnswerMessage;

/** The driver is ready to play. */
interface ReadyMessage {
  readonly type: "ready";
}

interface AskMessage {
  readonly type: "ask";
  readonly id: number;
  readonly request: HarnessRequest;
}

/** Everything the driver observed in one play. */
interface PlayedMessage {
  readonly type: "played";
  /**
   * Peak memory of the driver during the play in bytes, without file-backed pages: those of Node's
   * program are shared with other processes that run it. 0 if the kernel does not report it.
   */
  readonly peakBytes: number;
  /** Processor time of the driver during the play, in ms. */
  readonly processorMs: number;
  readonly id: number;
  readonly observed: Observed;
}

/** The driver itself failed, which says nothing about the implementation. */
interface FailedMessage {
  readonly type: "failed";
  readonly id: number;
  readonly message: string;
}

export interface Observed {
  readonly connections: readonly ConnectionHistory[];
  readonly datagramSockets: readonly DatagramSocketHistory[];
  readonly events: readonly HistoryEvent[];
  readonly eventsDropped: number;
  readonly samples: readonly Sample[];
  readonly serverWaits: readonly ServerWait[];
  readonly loads: readonly LoadHistory[];
  /** Connections to the driver that no step accepted. */
  readonly unacceptedConnections: number;
  readonly timerLatenessMsMax: number;
  readonly lateTimers: readonly LateTimer[];
  /** Waiting that the scenario required: gaps, pauses and quiet times, in ms. */
  readonly demandedWaitMs: number;
}

export type FromDriver = ReadyMessage | AskMessage | PlayedMessage | FailedMessage;
