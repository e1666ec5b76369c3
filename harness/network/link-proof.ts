import { z } from "zod";
import type { Parsed } from "../history/parsed.ts";
import { linkObservationSchema } from "./observation.ts";

/** One property that the link must have to count as the network it is named after. */
const proofItemSchema = z.object({
  what: z.string(),
  expected: z.string(),
  found: z.string(),
  holds: z.boolean(),
});

/** Evidence that a session's link matched its network, before and after its cases. */
export const linkProofSchema = z.object({
  items: z.array(proofItemSchema),
  /** Why the link does not count as the network it is named after, or null. */
  unproven: z.string().nullable(),
  /** Observations that the items were judged on: of the bare wire, and after the last case. */
  observed: z.object({ bare: linkObservationSchema, after: linkObservationSchema }).nullable(),
});

export type LinkProof = Parsed<typeof linkProofSchema>;
export type ProofItem = Parsed<typeof proofItemSchema>;
