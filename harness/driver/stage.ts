import type { Clock } from "../history/clock.ts";
import type { Sample } from "../history/history.ts";
import type { Codec } from "../protocol/codec.ts";
import type { CaseContext } from "../scenario/amount.ts";
import type { DriverConnection } from "./connection.ts";
import type { HarnessAnswer, HarnessRequest, ServerAddress } from "./messages.ts";
import type { Recorder } from "./recorder.ts";

/** What the steps of one play share. */
export interface Stage {
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly codec: Codec;
  readonly context: CaseContext;
  readonly address: ServerAddress;
  readonly signal: AbortSignal;
  readonly ask: (request: HarnessRequest) => Promise<HarnessAnswer>;
  /** Whether segments may be lost or late here: a deadline then waits for those on their way. */
  readonly patient: boolean;
  readonly readBuffer: Uint8Array;
  /** Every connection ever made, in order. */
  readonly connections: DriverConnection[];
  /** The connections that the last connect of each name made. */
  readonly groups: Map<string, readonly DriverConnection[]>;
  readonly samples: Sample[];
  /** Time that the steps demanded to wait so far, in ms. */
  demandedWaitMs: number;
}
