import { z } from "zod";
import { claimSchema, protocolSchema } from "../scenario/scenario.ts";

const command = z
  .array(z.string())
  .min(1)
  .describe("program and arguments; {host}, {port} and {maxFrame} are replaced");

/** What an implementation says of itself, in `impl.json`. */
export const manifestSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "expected a name such as my-echo"),
    title: z.string().min(1).optional().describe("what a person calls it"),
    role: z.literal("server"),
    protocols: z.array(protocolSchema).min(1),
    command,
    build: z.array(z.string()).min(1).optional().describe("run once before the first case"),
    version: z.array(z.string()).min(1).optional().describe("prints what is tested, in one line"),
    // Lengths from 80 MiB on are sent as ones that every implementation has to refuse.
    maxFrameBytes: z
      .number()
      .int()
      .min(1024)
      .max(64 * 1024 * 1024)
      .default(1024 * 1024),
    keepAliveMs: z
      .number()
      .int()
      .min(1)
      .max(600_000)
      .optional()
      .describe("a peer that vanished is given up after this time: idle + interval × probes"),
    claims: z.array(claimSchema),
    readyTimeoutMs: z.number().int().min(100).max(120_000).default(5000),
  })
  .refine(
    ({ claims, keepAliveMs }) => !claims.includes("keep-alive") || keepAliveMs !== undefined,
    {
      path: ["keepAliveMs"],
      message: "expected the time of the keep-alive that is claimed, in ms",
    },
  );

export type Manifest = z.infer<typeof manifestSchema>;

/** An implementation that can be started: its manifest, and the folder its commands run in. */
export interface Implementation extends Manifest {
  /** Absolute. */
  readonly folder: string;
}
