import { z } from "zod";
import { issueLines } from "../../scenario/issues.ts";

const correlated = { correlation: z.number().optional() };

/** iproute2's output for netem: times in seconds, probabilities as fractions, rates in bytes/s. */
const netemOptionsSchema = z.looseObject({
  limit: z.number().optional(),
  delay: z.object({ delay: z.number(), jitter: z.number().default(0), ...correlated }).optional(),
  "loss-random": z.object({ loss: z.number(), ...correlated }).optional(),
  "loss-gemodel": z
    .object({ p: z.number(), r: z.number(), "1-h": z.number(), "1-k": z.number() })
    .optional(),
  duplicate: z.object({ duplicate: z.number(), ...correlated }).optional(),
  reorder: z.object({ reorder: z.number(), ...correlated }).optional(),
  corrupt: z.object({ corrupt: z.number(), ...correlated }).optional(),
  rate: z.object({ rate: z.number() }).optional(),
});

const qdiscSchema = z.object({
  kind: z.string(),
  handle: z.string(),
  root: z.boolean().default(false),
  parent: z.string().optional(),
  options: netemOptionsSchema.default({}),
  bytes: z.number().default(0),
  packets: z.number().default(0),
  drops: z.number().default(0),
});

export type Qdisc = z.infer<typeof qdiscSchema>;
export type NetemOptions = z.infer<typeof netemOptionsSchema>;

/** The output of `tc` is not a list of queueing disciplines. */
class UnreadableQdiscsError extends Error {
  override readonly name = "UnreadableQdiscsError";
  readonly code = "UNREADABLE_QDISCS";

  constructor(problem: string, options: ErrorOptions) {
    super(
      `Expected a list of qdiscs from "tc -j -s qdisc show dev …", found: ${problem} ` +
        "Check iproute2: versions before 4.20 print no JSON for netem.",
      options,
    );
  }
}

/**
 * @param data parsed JSON of `tc -j -s qdisc show dev X`.
 * @returns the netem stages, outermost first; other queueing disciplines are ignored.
 * @throws {UnreadableQdiscsError}
 */
export function readNetems(data: unknown): readonly Qdisc[] {
  const parsed = z.array(z.object({ kind: z.string() }).loose()).safeParse(data);
  const netems = parsed.data?.filter(({ kind }) => kind === "netem");
  const read = z.array(qdiscSchema).safeParse(netems ?? data);
  if (!read.success) {
    throw new UnreadableQdiscsError(issueLines(read.error.issues).join("; "), {
      cause: read.error,
    });
  }
  return [...read.data].sort((a, b) => handleNumber(a) - handleNumber(b));
}

/** Handles are hexadecimal: `a:` is 10. */
function handleNumber({ handle }: Qdisc): number {
  return Number.parseInt(handle, 16);
}
