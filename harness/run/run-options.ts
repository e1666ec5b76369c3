import type { CaseResult, FinishedCase, SessionResult } from "../journal/case-result.ts";
import type { Journal } from "../journal/write.ts";
import type { Lab, LabKind, LabNeeds } from "../lab/lab.ts";
import type { Network } from "../network/network.ts";
import type { PlannedCase } from "../plan/plan.ts";
import type { OnWaiting } from "./case/start-implementation.ts";
import type { EvidenceOptions } from "./evidence/options.ts";
import type { LabCount } from "./lab-pool.ts";
import type { LimitOptions } from "./limits.ts";
import type { ControlCases } from "./session/control-case.ts";

/** Opens a lab whose buffers suit the network, and which has what a session needs: by default, a link. */
export type OpenLab = (network: Network, needs?: LabNeeds) => Promise<Lab>;

/** How a plan is run on one kernel. */
export interface RunOptions extends LimitOptions {
  readonly plan: readonly PlannedCase[];
  readonly labKind: LabKind;
  readonly openLab: OpenLab;
  /** Lab sessions side by side: exactly this many, or as many as the load allows. */
  readonly jobs: number | LabCount;
  /** Whether the order of the plan is kept, for which `jobs` is 1. Default: the best order. */
  readonly inOrder?: boolean;
  /** Sessions are numbered on from here. Default: 0. */
  readonly sessionsBefore?: number;
  /** Each session runs them first and last, and in between; none where labs start no servers. */
  readonly controls: ControlCases | null;
  readonly environment: Readonly<Record<string, string>>;
  /** The evidence to record beside histories. Default: none. */
  readonly evidence?: EvidenceOptions | null;
  /** A limit on each case, in ms; control cases and probes have none. Default: none. */
  readonly caseTimeoutMs?: number | null;
  readonly signal: AbortSignal;
  /** Why an implementation cannot run at all, by name, such as a build that failed. */
  readonly unusable: ReadonlyMap<string, string>;
  /** Receives finished cases and sessions before anything else does. Default: none. */
  readonly journal?: Journal | null;
  /** A case has ended; its result names the files that the journal has stored. */
  readonly onCase: (finished: FinishedCase) => void;
  readonly onSession: (session: SessionResult) => void;
  readonly onWaiting?: OnWaiting | undefined;
  /** A case is about to be played; control cases and probes are not among them. */
  readonly onBegin?: (planned: PlannedCase) => void;
  /** Called before anything is played: cases, control cases and probes. */
  readonly beforePlay?: (planned: PlannedCase) => void;
}

/** The results of a plan. */
export interface RunOutcome {
  /** In the order of the plan; what was not run is missing. */
  readonly cases: readonly CaseResult[];
  readonly sessions: readonly SessionResult[];
  readonly interrupted: boolean;
  /** Why it ended before the end of its plan, if it did; null where nothing ended it. */
  readonly stopped: string | null;
  /** Why labs could not be opened, or null. */
  readonly labFailure: Error | null;
}
