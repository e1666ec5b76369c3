import type { Clock } from "../history/clock.ts";
import type { LoadHistory, Sample, ServerWait } from "../history/history.ts";
import type { Protocol } from "../protocol/protocol.ts";
import type { CaseContext } from "../scenario/amount.ts";
import type { Check } from "../scenario/check.ts";
import type { DriverConnection } from "./connection.ts";
import type { DatagramSocket } from "./datagrams/socket.ts";
import type { LookAtLink } from "./link-looks.ts";
import type { Listening } from "./listening/listener.ts";
import type { HarnessAnswer, HarnessRequest, ServerAddress } from "./messages.ts";
import type { PlayedConnection } from "./played-connection.ts";
import type { Recorder } from "./recorder.ts";

export interface PlayOptions {
  readonly clock: Clock;
  /** Sends a request to the harness. */
  readonly ask: (request: HarnessRequest) => Promise<HarnessAnswer>;
  readonly signal: AbortSignal;
}

/** State shared by the steps of one play. */
export interface Stage extends PlayOptions {
  readonly recorder: Recorder;
  readonly protocol: Protocol;
  readonly context: CaseContext;
  readonly checks: readonly Check[];
  readonly address: ServerAddress;
  /** Whether segments may be lost or late, in which case a deadline waits for those in flight. */
  readonly patient: boolean;
  readonly lookAtLink: LookAtLink;
  readonly readBuffer: Uint8Array;
  /** Every connection ever made, in order. */
  readonly connections: PlayedConnection[];
  /** How many connections of each name were made. */
  readonly made: Map<string, number>;
  /** The connections made by the last connect of each name. */
  readonly groups: Map<string, readonly DriverConnection[]>;
  /** Connections that clients make to the driver. */
  readonly listening: Listening;
  /** Every UDP socket ever opened, in order, and those of the last openSockets of each name. */
  readonly sockets: DatagramSocket[];
  readonly socketGroups: Map<string, readonly DatagramSocket[]>;
  readonly samples: Sample[];
  readonly serverWaits: ServerWait[];
  readonly loads: LoadHistory[];
  /** Waiting that the steps have required so far, in ms. */
  demandedWaitMs: number;
}
