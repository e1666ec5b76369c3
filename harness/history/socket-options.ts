import { z } from "zod";
import type { SocketOption } from "../scenario/check.ts";
import type { Parsed } from "./parsed.ts";

const count = z.number().int().nonnegative();

/**
 * What getsockopt(2) returns, by the option's name: 0 or 1 for those that are on or off, and the units of
 * tcp(7) and socket(7). `SO_LINGER` is its time in seconds, and -1 while it is off. `SO_BUF_LOCK` has the bits 1
 * and 2 where the send and the receive buffer have a size that was set. An option that the kernel does not
 * know on a socket is missing.
 */
const valuesSchema: z.ZodType<Partial<Record<SocketOption | "SO_BUF_LOCK", number>>> = z.record(
  z.string(),
  z.number(),
);

const familySchema = z.enum(["IPv4", "IPv6"]);

const listenerSchema = z.object({
  of: z.literal("listener"),
  family: familySchema,
  /** Connections that the kernel completes before they are accepted, as listen(2) was told and no more than its limit. */
  backlog: count,
  /** Those that waited for accept(2). */
  waiting: count,
  /** Null where this socket could not be read. */
  options: valuesSchema.nullable(),
});

const connectionSchema = z.object({
  of: z.literal("connection"),
  family: familySchema,
  /** The port at the client's end. */
  clientPort: count,
  options: valuesSchema.nullable(),
});

/** The options of the server's TCP sockets at one moment, as the kernel shows them from outside. */
export const socketLookSchema = z.object({
  /** Why none could be read; null if some were. */
  failure: z.string().nullable(),
  /** `net.core.somaxconn`: no backlog is longer. Null where it is not known. */
  backlogLimit: count.nullable(),
  /** What a socket has there on which nothing was set. */
  defaults: valuesSchema,
  /** Connections that no process had accepted yet: they have no descriptor by which they could be read. */
  unaccepted: count,
  /** Listeners and accepted connections on the server's port, at most 16 of each. */
  sockets: z.array(z.discriminatedUnion("of", [listenerSchema, connectionSchema])),
});

/** A look that a step asked for. */
export const socketReadingSchema = socketLookSchema.extend({
  label: z.string(),
  atMs: z.number(),
});

/** What a look says of a server: it sets up its listeners alike, and its connections. */
export const socketOptionsSchema = socketLookSchema
  .omit({ sockets: true, unaccepted: true })
  .extend({
    listener: listenerSchema.omit({ of: true, waiting: true }).nullable(),
    connection: connectionSchema.omit({ of: true, clientPort: true }).nullable(),
  });

export type SocketLook = Parsed<typeof socketLookSchema>;
export type SocketReading = Parsed<typeof socketReadingSchema>;
export type SocketOptions = Parsed<typeof socketOptionsSchema>;
export type SocketValues = Parsed<typeof valuesSchema>;
export type ServerSocket = SocketLook["sockets"][number];

/** A look that showed nothing. */
export function unreadable(failure: string): SocketLook {
  return { failure, backlogLimit: null, defaults: {}, unaccepted: 0, sockets: [] };
}

/** @returns what the last of the looks says of the server; null if there was none. */
export function lastOptions(readings: readonly SocketReading[] | undefined): SocketOptions | null {
  const last = readings?.at(-1);
  if (last === undefined) {
    return null;
  }
  const { failure, backlogLimit, defaults, sockets } = last;
  const isRead = ({ options }: ServerSocket) => options !== null;
  const listener = sockets.find((socket) => socket.of === "listener" && isRead(socket));
  const connection = sockets.find((socket) => socket.of === "connection" && isRead(socket));
  return {
    failure,
    backlogLimit,
    defaults,
    listener:
      listener?.of === "listener"
        ? { family: listener.family, backlog: listener.backlog, options: listener.options }
        : null,
    connection:
      connection === undefined ? null : { family: connection.family, options: connection.options },
  };
}
