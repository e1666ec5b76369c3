import type { ConnectionHistory, HistoryEvent, ProcessSample, Sample } from "../history/history.ts";
import type { CaseContext } from "../scenario/amount.ts";
import type { Protocol, Scenario } from "../scenario/scenario.ts";

/** What the harness asks of the driver: play one scenario. One at a time. */
export interface PlayMessage {
  readonly type: "play";
  readonly id: number;
  readonly scenario: Scenario;
  readonly protocol: Protocol;
  readonly address: { readonly host: string; readonly port: number };
  readonly context: CaseContext;
  /** `process.hrtime.bigint()` at the beginning of the case, in decimal. */
  readonly epochNs: string;
}

/** The answer to an `ask`: what only the harness's side can see. */
export interface AnswerMessage {
  readonly type: "answer";
  readonly id: number;
  readonly sample: ServerSample;
}

export interface ServerSample {
  readonly implementation: ProcessSample | null;
  readonly sockets: Sample["sockets"];
}

export type ToDriver = PlayMessage | AnswerMessage;

/** The driver is up and can play. */
export interface ReadyMessage {
  readonly type: "ready";
}

export interface AskMessage {
  readonly type: "ask";
  readonly id: number;
  readonly question: "sample";
}

/** All that the driver observed of one play. */
export interface PlayedMessage {
  readonly type: "played";
  readonly id: number;
  readonly observed: Observed;
}

/** The driver itself failed; nothing can be said of the implementation. */
export interface FailedMessage {
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
