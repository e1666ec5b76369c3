import { z } from "zod";
import { type Evidence, evidenceDigestSchema, ownPathSchema } from "../evidence/evidence.ts";
import type { History } from "../history/history.ts";
import type { Parsed } from "../history/parsed.ts";
import { socketOptionsSchema } from "../history/socket-options.ts";
import { labKinds } from "../lab/lab.ts";
import { linkProofSchema } from "../network/link-proof.ts";
import {
  checkResultSchema,
  fateSchema,
  figureResultSchema,
  stimulusResultSchema,
  verdictSchema,
} from "../verdict/verdict.ts";
import { implementationNameSchema, networkNameSchema, scenarioIdSchema } from "./names.ts";

const count = z.number().int().nonnegative();
const number = z.number().int().min(1);
const milliseconds = z.number().nonnegative();
const labKindSchema = z.enum(labKinds);

/** One case as the journal keeps it. */
export const caseResultSchema = z.object({
  index: count,
  implementation: implementationNameSchema,
  scenario: scenarioIdSchema,
  network: networkNameSchema,
  /** The connections were to a Unix-domain socket. Missing for TCP and UDP. */
  transport: z.literal("unix").exactOptional(),
  lab: labKindSchema,
  kernel: z.string(),
  congestionControl: z.string(),
  /** The lab session it ran in; null where nothing was run. */
  session: number.nullable(),
  repetition: number,
  /** Starts at 1; higher numbers repeat a failed or disturbed case. Older journals lack it. */
  attempt: number.default(1),
  seed: count,
  verdict: verdictSchema,
  reason: z.string().nullable(),
  /** It needs what the implementation does not claim, so that no lab could judge it. */
  unclaimed: z.boolean().default(false),
  /** State of the implementation at the end; null if that is hidden or nothing was run. */
  fate: fateSchema.nullable(),
  checks: z.array(checkResultSchema),
  stimulus: z.array(stimulusResultSchema),
  /** The implementation was measured beside the others, and is not ranked. Default: it is. */
  isYardstick: z.literal(true).exactOptional(),
  /** Missing where the scenario measures nothing. */
  figures: z.array(figureResultSchema).exactOptional(),
  /** Why the figures do not count; missing where they do. */
  disturbed: z.string().exactOptional(),
  durationMs: milliseconds,
  /** The part of it that the scenario spent in required waits, in ms. */
  demandedWaitMs: milliseconds,
  /**
   * Processor time of the driver and of the implementation, in ms. 0 where it is not known: in virtual
   * time, for a case that ended in an error, and in older journals.
   */
  processorMs: milliseconds.default(0),
  /** Path of the history, relative to the run's folder; null if there is none. */
  history: ownPathSchema.nullable(),
  /** Path of the evidence, relative to the run's folder; null if none was kept. */
  evidence: ownPathSchema.nullable().default(null),
  /** How it ran in virtual time; missing where it ran in real time. */
  virtual: z
    .object({
      /** SHA-256 of the history's file; null if there is none. */
      digest: z.string().nullable(),
      /** Path of what its guest was told to do, relative to the run's folder. */
      job: ownPathSchema,
      /** Why another run may observe something else; missing if nothing speaks for it. */
      notRepeatable: z.string().exactOptional(),
    })
    .exactOptional(),
  /** Options of the server's sockets. Missing where no step read them. */
  socketOptions: socketOptionsSchema.exactOptional(),
  /** A few numbers observed beside the history; missing or null if nothing was recorded. */
  digest: evidenceDigestSchema.nullable().exactOptional(),
});

const controlResultSchema = z.object({
  implementation: implementationNameSchema,
  scenario: scenarioIdSchema,
  expected: verdictSchema,
  verdict: verdictSchema,
  reason: z.string().nullable(),
});

/** How the control cases of one lab session went. */
export const sessionResultSchema = z.object({
  session: number,
  lab: labKindSchema,
  network: networkNameSchema,
  kernel: z.string(),
  /** Proof that its link matched the network; null if the lab has no wire. */
  proof: linkProofSchema.nullable(),
  /** The same for the wire between a proxy and its upstream; missing where there was none. */
  upstreamProof: linkProofSchema.exactOptional(),
  openedInMs: milliseconds,
  /**
   * The most memory that the session's driver held, in bytes; without the pages of Node's own
   * program, which all drivers share with the harness.
   */
  driverPeakBytes: count,
  /**
   * The most that all drivers of the run held at the same time by this session's end, in bytes;
   * absent in older journals.
   */
  driversPeakBytes: count.exactOptional(),
  /** Time from opening to closing, and the part of it that its cases had to wait, in ms. */
  durationMs: milliseconds,
  waitedMs: milliseconds,
  controls: z.array(controlResultSchema),
  /** Why nothing measured in the session counts, or null. */
  broken: z.string().nullable(),
});

export type CaseResult = Parsed<typeof caseResultSchema>;
export type SessionResult = Parsed<typeof sessionResultSchema>;
export type ControlResult = Parsed<typeof controlResultSchema>;

/** A case with all that was observed, before the history goes into its file. */
export interface FinishedCase {
  readonly result: CaseResult;
  readonly history: History | null;
  /** Missing or null where none is to be kept. */
  readonly evidence?: PendingEvidence | null;
  /** Whether a limit on the case ended it. Default: false. */
  readonly overran?: boolean;
}

/** Evidence whose files do not lie beside the journal yet. */
export interface PendingEvidence {
  /** The folder that contains them; the evidence names them relative to it. */
  readonly folder: string;
  readonly evidence: Evidence;
}
