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

/** What shows that a session's link was what its network says, before and after its cases. */
export const linkProofSchema = z.object({
  items: z.array(proofItemSchema),
  /** Why the link does not count as the network it is named after, or null. */
  unproven: z.string().nullable(),
  /** What the items were judged on: the wire when it was bare, and after the last case. */
  observed: z.object({ bare: linkObservationSchema, after: linkObservationSchema }).nullable(),
});

export type LinkProof = Parsed<typeof linkProofSchema>;
export type ProofItem = Parsed<typeof proofItemSchema>;
