import { z } from "zod";
import { contentSchema } from "../scenario/content.ts";
import { datagramTargetSchema } from "../scenario/datagram-step.ts";
import type { Parsed } from "./parsed.ts";

const count = z.number().int().nonnegative();
const ms = z.number();
const port = z.number().int().min(0).max(65_535);

/** Datagrams that can be made again: what `content` renders to with `seed`, one for each message. */
const sentDatagramsSchema = z.object({
  atMs: ms,
  content: z.array(contentSchema),
  seed: count,
  /** How often each of them left, in order: 0 where the kernel did not take it. */
  copies: z.array(count),
});

const replySchema = z.object({
  atMs: ms,
  bytes: count,
  /** CRC-32 of its data. */
  crc: count,
  /** `address:port`; absent where they are those that the socket sends to. */
  from: z.string().exactOptional(),
  /** Its first bytes, in base64, if it equals nothing that the socket sent. */
  head: z.base64().exactOptional(),
});

const datagramWaitSchema = z.object({
  fromMs: ms,
  toMs: ms,
  satisfied: z.boolean(),
  /** Datagrams sent until then, each counted once, and those of them that were answered. */
  requests: count,
  answered: count,
});

/** One UDP socket of the driver. A group `main` of three is `main#1`, `main#2` and `main#3`. */
export const datagramSocketSchema = z.object({
  name: z.string(),
  group: z.string(),
  to: z.object({ target: datagramTargetSchema, address: z.string(), port }),
  openedAtMs: ms,
  /** Null if it could not be opened. */
  localPort: port.nullable(),
  /** Why it could not be opened, such as `EACCES` for a port that is privileged; null if it was. */
  openError: z.string().nullable(),
  sent: z.array(sentDatagramsSchema),
  replies: z.array(replySchema),
  /** Datagrams that came back when there were too many to keep. */
  repliesLeftOut: count,
  /** Replies that it sent back, as an echo server does. */
  reflected: count,
  /** Errors of the socket: ICMP errors of a connected one, or why the kernel took no datagram. */
  errors: z.array(z.object({ atMs: ms, errno: z.string() })),
  waits: z.array(datagramWaitSchema),
});

/** Packets of one direction, fragments and ICMP messages among them. */
const wayTrafficSchema = z.object({
  /** Onto the wire, and off it: more left than entered and were not lost if the wire duplicates. */
  entered: count,
  left: count,
  lost: count,
  /** Of what left, what the receiving host took for its own. Older histories lack it. */
  taken: count.exactOptional(),
});

/** What crossed the wire during a case. */
export const linkTrafficSchema = z.object({
  toServer: wayTrafficSchema,
  toClient: wayTrafficSchema,
});

export type DatagramSocketHistory = Parsed<typeof datagramSocketSchema>;
export type DatagramReply = Parsed<typeof replySchema>;
export type LinkTraffic = Parsed<typeof linkTrafficSchema>;
export type WayTraffic = Parsed<typeof wayTrafficSchema>;
