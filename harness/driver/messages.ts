import type { ConnectionHistory, HistoryEvent, ProcessSample, Sample } from "../history/history.ts";
import type { CaseContext } from "../scenario/amount.ts";
import type { Protocol, Scenario } from "../scenario/scenario.ts";
import type { LinkFault } from "../scenario/step.ts";

/** Where the client reaches the server; `hostIpv6` is null where the link has no IPv6. */
export interface ServerAddress {
  readonly host: string;
  readonly hostIpv6: string | null;
  readonly port: number;
}

/** What the harness asks of the driver: play one scenario. One at a time. */
export interface PlayMessage {
  readonly type: "play";
  readonly id: number;
  readonly scenario: Scenario;
  readonly protocol: Protocol;
  readonly address: ServerAddress;
  readonly context: CaseContext;
  /** `process.hrtime.bigint()` at the beginning of the case, in decimal. */
  readonly epochNs: string;
}

/** What only the harness's side can see or do. */
export type ServerRequest =
  | { readonly do: "sample" }
  | { readonly do: "signal"; readonly name: "SIGTERM" | "SIGKILL" | "SIGSTOP" | "SIGCONT" }
  | { readonly do: "awaitExit"; readonly deadlineMs: number }
  | { readonly do: "restart" }
  | { readonly do: "startSecond"; readonly deadlineMs: number };

/** What only the harness can do to the link, or see of both its ends. */
export type LinkRequest =
  | { readonly do: "breakLink"; readonly fault: LinkFault }
  | { readonly do: "restoreLink" }
  | { readonly do: "inFlight"; readonly clientPort: number | null };

export type HarnessRequest = ServerRequest | LinkRequest;

/** What was done is in the harness's own records; this is what the driver goes on by. */
export interface HarnessAnswer {
  readonly sample: ServerSample | null;
  /** Segments of the connection are on their way; null where that cannot be seen. */
  readonly inFlight: boolean | null;
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
}

export type ToDriver = PlayMessage | AnswerMessage;

/** The driver is up and can play. */
interface ReadyMessage {
  readonly type: "ready";
}

interface AskMessage {
  readonly type: "ask";
  readonly id: number;
  readonly request: HarnessRequest;
}

/** All that the driver observed of one play. */
interface PlayedMessage {
  readonly type: "played";
  /**
   * The most memory that the driver held during the play, in bytes, without pages of files: those of
   * Node's program are shared with whoever else runs it. 0 where the kernel does not say.
   */
  readonly peakBytes: number;
  readonly id: number;
  readonly observed: Observed;
}

/** The driver itself failed; nothing can be said of the implementation. */
interface FailedMessage {
  readonly type: "failed";
  readonly id: number;
  readonly message: string;
}

export interface Observed {
  readonly connections: readonly ConnectionHistory[];
  readonly events: readonly HistoryEvent[];
  readonly eventsDropped: number;
  readonly samples: readonly Sample[];
  readonly timerLatenessMsMax: number;
  /** Time that the scenario demanded to wait: gaps, pauses and quiet times, in ms. */
  readonly demandedWaitMs: number;
}

export type FromDriver = ReadyMessage | AskMessage | PlayedMessage | FailedMessage;
