import type { FinishedCase, SessionResult } from "../../journal/case-result.ts";
import type { ArchivedImages } from "../../lab/container/images/archive.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import type { EvidenceOptions } from "../evidence/options.ts";
import type { FailureLimit } from "../limits.ts";
import type { ControlCases } from "../session/control-case.ts";

/** A guest's task, as a file in its window. */
export interface GuestJob {
  readonly plan: readonly PlannedCase[];
  readonly jobs: number;
  /** Whether the order of the plan is kept. */
  readonly inOrder: boolean;
  readonly controls: ControlCases | null;
  readonly environment: Readonly<Record<string, string>>;
  readonly failureLimit: FailureLimit | null;
  readonly skipWedged: boolean;
  readonly caseTimeoutMs: number | null;
  /** Its folder is the window. */
  readonly evidence: EvidenceOptions | null;
  readonly fixedPort: number | null;
  /** Whether its clock is simulated: then its messages are about cases only. */
  readonly virtual: boolean;
  /** The requirements of its container labs; null if it opens netns labs. */
  readonly containers: GuestContainers | null;
}

export interface GuestContainers extends ArchivedImages {
  readonly runId: string;
}

/** A message of a guest: a line of a file in its window. */
export type GuestMessage =
  | { readonly type: "alive" }
  /** A case begins, by its place in the plan; sent in virtual time only. */
  | { readonly type: "begin"; readonly index: number }
  | {
      readonly type: "case";
      readonly finished: FinishedCase;
      /** How often the watchdog for spinning processes had to act; missing in real time. */
      readonly spinKicks?: number;
    }
  | { readonly type: "waiting"; readonly implementation: string; readonly waitedMs: number }
  | { readonly type: "session"; readonly session: SessionResult }
  | {
      readonly type: "end";
      readonly labFailure: string | null;
      /** Why cases of its plan have no result, where a limit of the run is the reason. */
      readonly cutShort: string | null;
    };

/** Names in the window. */
export const guestFiles = { job: "job.json", results: "results.ndjson" } as const;

/** The interval at which a guest reports that it is alive, and how long it may be silent, in ms. */
export const heartbeat = { everyMs: 1000, silentMaxMs: 60_000 } as const;

/**
 * Limits of a case in virtual time: the simulated time within which it must end, a day, and how long
 * its guest may say nothing, on the host's clock; in ms.
 */
export const virtualLimits = { simulatedMaxMs: 86_400_000, silentMaxMs: 180_000 } as const;
