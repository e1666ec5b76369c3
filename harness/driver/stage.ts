import type { Clock } from "../history/clock.ts";
import type { Sample } from "../history/history.ts";
import type { Codec } from "../protocol/codec.ts";
import type { CaseContext } from "../scenario/amount.ts";
import type { DriverConnection } from "./connection.ts";
import type { ServerAddress, ServerRequest, ServerSample } from "./messages.ts";
import type { Recorder } from "./recorder.ts";

/** What the steps of one play share. */
export interface Stage {
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly codec: Codec;
  readonly context: CaseContext;
  readonly address: ServerAddress;
  readonly signal: AbortSignal;
  readonly askServer: (request: ServerRequest) => Promise<ServerSample | null>;
  readonly readBuffer: Uint8Array;
  /** Every connection ever made, in order. */
  readonly connections: DriverConnection[];
  /** The connections that the last connect of each name made. */
  readonly groups: Map<string, readonly DriverConnection[]>;
  readonly samples: Sample[];
  /** Time that the steps demanded to wait so far, in ms. */
  demandedWaitMs: number;
}
