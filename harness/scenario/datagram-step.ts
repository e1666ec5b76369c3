import { z } from "zod";
import { durationSchema } from "./amount-schema.ts";
import { contentSchema } from "./content.ts";

const socketName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, "expected a name such as main or many-peers");

/**
 * Where datagrams are sent. `server`: its address. `other-address`: another one of its host.
 * `broadcast`: every host of the link. `group`: the multicast group that the server has joined.
 */
export const datagramTargetSchema = z.enum(["server", "other-address", "broadcast", "group"]);

/** Steps on UDP sockets. A scenario that has one is played in datagrams alone. */
export const datagramStepSchemas = [
  z
    .strictObject({
      do: z.literal("openSockets"),
      sockets: socketName,
      count: z.number().int().min(1).max(2000).optional().describe("a group; default 1"),
      to: datagramTargetSchema.optional().describe("where they send; default: server"),
      family: z
        .enum(["IPv4", "IPv6"])
        .optional()
        .describe("default: IPv4 if the server listens on it"),
      port: z
        .union([z.number().int().min(1).max(65_535), z.literal("server")])
        .optional()
        .describe("their own port, or the number of the server's; default: any"),
      connected: z
        .literal(true)
        .optional()
        .describe("connect(): only the peer is heard, and ICMP errors are reported"),
      reflects: z
        .number()
        .int()
        .min(1)
        .optional()
        .describe("sends back what arrives, as an echo server does, as many times at most"),
    })
    .refine(({ count = 1, port }) => count === 1 || port === undefined, {
      message: "expected one socket, as it has a port of its own",
    }),
  z.strictObject({
    do: z.literal("sendDatagrams"),
    on: socketName.describe("a socket, or all of a group, from the last openSockets"),
    content: z.array(contentSchema).min(1).describe("a datagram for each message"),
    gap: durationSchema.optional().describe("between two of them; default: none"),
  }),
  z.strictObject({
    do: z.literal("awaitReplies"),
    on: socketName,
    resend: durationSchema
      .optional()
      .describe("sends what was not answered for so long again, as a client must"),
    deadline: durationSchema.optional(),
  }),
  z.strictObject({ do: z.literal("closeSockets"), on: socketName }),
] as const;

export type DatagramStep = z.infer<(typeof datagramStepSchemas)[number]>;
export type DatagramTarget = z.infer<typeof datagramTargetSchema>;
