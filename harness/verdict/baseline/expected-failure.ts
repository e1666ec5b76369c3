import { z } from "zod";
import type { Parsed } from "../../history/parsed.ts";

/** A failure that is known: it still runs, and is still shown. */
export const expectedFailureSchema = z.strictObject({
  implementation: z.string().min(1),
  scenario: z.string().min(1),
  check: z.string().min(1),
  network: z
    .string()
    .min(1)
    .optional()
    .describe("absent if the failure is expected on every network"),
  /** Failing in another way is another failure. */
  observed: z.string().min(1).describe("part of the check's observation when it fails"),
  sometimes: z.boolean().default(false).describe("whether the check passes in some runs"),
  reason: z.string().min(1),
});

export type ExpectedFailure = Parsed<typeof expectedFailureSchema>;
