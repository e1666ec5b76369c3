import { z } from "zod";
import { isFeasible, largestMeanPercent } from "./gilbert.ts";

/** The answer to keys for netem's correlation. */
export const correlationRefusal =
  "correlation is refused: it destroys the rate (asked 20 % with 25 % correlation, measured 10.4 %). " +
  "For losses that come in bursts give the mean loss and the mean burst length instead";

/** netem keys that we refuse get the reason; other unknown keys the usual message. */
const onUnknownKey = {
  error: (issue: { readonly code?: string; readonly keys?: unknown }) => {
    const keys = issue.code === "unrecognized_keys" ? String(issue.keys) : "";
    return /correlation/i.test(keys)
      ? `expected no key "${keys}": ${correlationRefusal}`
      : undefined;
  },
};

const percent = z.number().nonnegative().max(100);

/** Above this almost nothing gets through, and a case could only time out. */
const lossPercent = z.number().nonnegative().max(99);

/**
 * Selects which packets are lost: each independently, or in bursts according to Gilbert's model
 * (E. N. Gilbert, Capacity of a Burst-Noise Channel, 1960).
 */
export const lossSchema = z.union([
  z.strictObject({ percent: lossPercent }, onUnknownKey),
  z
    .strictObject(
      {
        meanPercent: lossPercent.describe("mean loss in percent"),
        meanBurst: z.number().min(1).max(10_000).describe("mean length of a burst in packets"),
      },
      onUnknownKey,
    )
    .refine(isFeasible, {
      path: ["meanPercent"],
      error: ({ input }) => {
        const { meanBurst } = input as { meanBurst: number };
        const most = Math.floor(largestMeanPercent(meanBurst) * 100) / 100;
        return `expected at most ${most} with a meanBurst of ${meanBurst}: at least one packet arrives between two bursts`;
      },
    }),
]);

const directionShape = z.strictObject(
  {
    delayMs: z.number().nonnegative().max(60_000).describe("one way, in milliseconds"),
    jitterMs: z
      .number()
      .nonnegative()
      .optional()
      .describe("maximum deviation from delayMs, up or down; order is kept"),
    rateKbit: z.number().min(1).max(100_000_000).optional().describe("1000 bits a second"),
    loss: lossSchema.optional(),
    reorderPercent: percent.optional().describe("packets that overtake the delayed ones"),
    duplicatePercent: percent.optional().describe("packets that arrive twice"),
    corruptPercent: percent.optional().describe("packets with one bit flipped"),
    queueMs: z
      .number()
      .positive()
      .max(600_000)
      .optional()
      .describe("length of the queue in front of the rate limit, as time"),
    queuePackets: z.number().int().min(1).max(100_000).optional(),
  },
  onUnknownKey,
);

/** One direction of the wire. Absent settings do nothing; without a queue key nothing overflows. */
export const directionSchema = directionShape.superRefine((direction, context) => {
  for (const { key, message } of inconsistencies(direction)) {
    context.addIssue({ code: "custom", path: [key], message });
  }
});

/** A named link profile. `up` is from the client to the server, `down` the reverse. */
export const networkSchema = z.strictObject(
  {
    name: z
      .string()
      .max(120)
      .regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/, "expected a name such as lte or my-office-vpn"),
    title: z.string().min(1),
    source: z.string().min(1).describe("the source of the settings"),
    date: z
      .string()
      .regex(/^\d{4}(-\d{2}){0,2}$/, "expected a date such as 2024, 2024-05 or 2024-05-17")
      .optional(),
    note: z.string().min(1).optional().describe("assumptions where the source gives no value"),
    mtuBytes: z
      .number()
      .int()
      .min(1280, "expected at least 1280, below which IPv6 does not work (RFC 8200 §5)")
      .max(1500)
      .optional()
      .describe("largest IP packet, both ways; default 1500"),
    up: directionSchema,
    down: directionSchema,
  },
  onUnknownKey,
);

/** The network of a case, which may name the wire between a proxy and its upstream too. */
export const caseNetworkSchema = networkSchema.extend({ upstream: networkSchema.exactOptional() });

interface Inconsistency {
  readonly key: keyof z.infer<typeof directionShape>;
  readonly message: string;
}

function inconsistencies(direction: z.infer<typeof directionShape>): readonly Inconsistency[] {
  const { delayMs, jitterMs = 0, reorderPercent = 0 } = direction;
  return [
    ...when(jitterMs > delayMs, {
      key: "jitterMs",
      message: `expected at most the delayMs of ${delayMs}, found ${jitterMs}: nothing arrives before it is sent`,
    }),
    ...when(reorderPercent > 0 && delayMs === 0, {
      key: "reorderPercent",
      message: "expected a delayMs above 0 beside it: a reordered packet overtakes delayed ones",
    }),
    ...queueInconsistencies(direction),
  ];
}

function queueInconsistencies(direction: z.infer<typeof directionShape>): readonly Inconsistency[] {
  const { queueMs, queuePackets, rateKbit, duplicatePercent = 0 } = direction;
  if (queueMs === undefined && queuePackets === undefined) {
    return [];
  }
  const key = queueMs === undefined ? "queuePackets" : "queueMs";
  return [
    ...when(queueMs !== undefined && queuePackets !== undefined, {
      key,
      message: "expected either queueMs or queuePackets, found both",
    }),
    ...when(rateKbit === undefined, {
      key,
      message: "expected a rateKbit beside it: without a rate nothing waits in a queue",
    }),
    ...when(duplicatePercent > 0, {
      key,
      message:
        "expected no duplicatePercent beside it: Linux allows no second netem beside one that " +
        "duplicates, so overflow could not be counted apart from loss",
    }),
  ];
}

function when(isSo: boolean, inconsistency: Inconsistency): readonly Inconsistency[] {
  return isSo ? [inconsistency] : [];
}
