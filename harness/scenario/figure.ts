import { z } from "zod";

const base = {
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, "expected a name such as p99 or throughput"),
  title: z.string().min(1).describe("what it shows, for the head of a column"),
};

const load = z.string().describe("label of the load");

/**
 * One number that is taken from a history.
 *
 * - `latency`: that percentile of the time from when a message was to be sent until its echo was
 *   complete, in ms; 100 for the slowest. Messages that were never echoed count as slower than all.
 * - `wireLatency`: that percentile of the server's own time, as seen at its side of the wire: from when a
 *   request had arrived until its reply had left, in ms. Requests that were never answered count as
 *   slower than all. Unknown where the lab cannot capture segments.
 * - `throughput`: echoed bytes per second, in bit/s; `rate`: echoed messages per second.
 * - `fairness`: Jain's index of the messages echoed to each connection, 0 to 1.
 * - `recovery`: from when the link stopped losing segments until an echo came back, in ms.
 * - `start`: from when the implementation was last started until it accepted a connection of the load, or
 *   until the first echo on it, in ms.
 * - `cpuPerMessage`, `cpuPerByte`: the implementation's processor time between two samples, in seconds
 *   for a million messages, and for a gigabyte (10^9 bytes).
 * - `memory`: resident memory at a sample, in bytes; `memoryPerConnection`: what was added between two
 *   samples, for each connection made meanwhile.
 */
export const figureSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    ...base,
    kind: z.enum(["latency", "wireLatency"]),
    load,
    percentile: z.number().min(0).max(100),
  }),
  z.strictObject({ ...base, kind: z.literal("throughput"), load }),
  z.strictObject({ ...base, kind: z.literal("rate"), load }),
  z.strictObject({ ...base, kind: z.literal("fairness"), load }),
  z.strictObject({ ...base, kind: z.literal("recovery"), load }),
  z.strictObject({
    ...base,
    kind: z.literal("start"),
    load,
    until: z.enum(["accepted", "echoed"]),
  }),
  z.strictObject({
    ...base,
    kind: z.enum(["cpuPerMessage", "cpuPerByte"]),
    load,
    from: z.string().describe("label of the first sample"),
    to: z.string().describe("label of the second sample"),
  }),
  z.strictObject({
    ...base,
    kind: z.literal("memory"),
    at: z.string().describe("label of the sample"),
  }),
  z.strictObject({
    ...base,
    kind: z.literal("memoryPerConnection"),
    from: z.string().describe("label of the first sample"),
    to: z.string().describe("label of the second sample"),
  }),
]);

export type Figure = z.infer<typeof figureSchema>;
