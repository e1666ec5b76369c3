import { z } from "zod";
import type { Parsed } from "../../history/parsed.ts";

/** A failure that is known: it still runs, and is still shown. */
export const expectedFailureSchema = z.strictObject({
  implementation: z.string().min(1),
  scenario: z.string().min(1),
  check: z.string().min(1),
  network: z.string().min(1).optional().describe("absent where it is expected on every network"),
  /** Failing in another way is another failure. */
  observed: z.string().min(1).describe("a part of what the check observes when it fails so"),
  sometimes: z.boolean().default(false).describe("it passes on some runs: the defect is a race"),
  reason: z.string().min(1),
});

export type ExpectedFailure = Parsed<typeof expectedFailureSchema>;
