import { execFile } from "node:child_process";
import { readlinkSync } from "node:fs";
import { promisify } from "node:util";
import type { DriverConnection } from "../connection.ts";
import type { Stage } from "../stage.ts";

/** As in tcp-info: the driver's image has no room `host`, and no zx. */
const run = promisify(execFile);

/** One end of a Unix-domain connection. */
interface UnixEnd {
  /** Inode of the other end. */
  readonly peer: string;
  /** Bytes in its receive queue. */
  readonly unreadBytes: number;
  /** Memory of what it sent and the other end has not read, and how much of it there may be: `SO_SNDBUF`. */
  readonly sentMemory: number;
  readonly sentMemoryMost: number;
}

/** Records what the kernel has taken of the connections, and what lies in their queues. */
export async function recordQueues(
  stage: Stage,
  connections: readonly DriverConnection[],
): Promise<void> {
  const ends = await showEnds(stage.signal);
  const atMs = stage.clock.nowMs();
  for (const connection of connections) {
    const own = ends.get(inodeOf(connection) ?? "");
    const other = own === undefined ? undefined : ends.get(own.peer);
    connection.queues.push({
      atMs,
      ...connection.taken,
      unreadBytes: own?.unreadBytes ?? null,
      serverBlocked: other === undefined ? null : other.sentMemory >= other.sentMemoryMost,
    });
  }
}

/** @returns every end by its inode; none where there is no `ss`, or where it shows no memory. */
async function showEnds(signal: AbortSignal): Promise<ReadonlyMap<string, UnixEnd>> {
  const options = { signal, timeout: 5000, maxBuffer: 16 * 1024 * 1024 };
  const printed = await run("ss", ["-xmnHO"], options).catch(() => null);
  return parseUnixEnds(printed?.stdout ?? "");
}

/**
 * Reads the lines of `ss -xmnHO`: type, state, queues, name and inode of either end, then the memory of the
 * socket. A name may have spaces.
 */
export function parseUnixEnds(printed: string): ReadonlyMap<string, UnixEnd> {
  const ends = new Map<string, UnixEnd>();
  for (const line of printed.split("\n")) {
    const [, unread, own, peer, sent, most] =
      /^u_str\s+ESTAB\s+(\d+)\s+\d+\s+.+?\s+(\d+)\s+\S+\s+(\d+)\s.*\bskmem:\(r\d+,rb\d+,t(\d+),tb(\d+),/.exec(
        line,
      ) ?? [];
    if (own !== undefined && peer !== undefined) {
      ends.set(own, {
        peer,
        unreadBytes: Number(unread),
        sentMemory: Number(sent),
        sentMemoryMost: Number(most),
      });
    }
  }
  return ends;
}

function inodeOf({ socket }: DriverConnection): string | null {
  const { _handle: handle } = socket as unknown as {
    readonly _handle: { readonly fd?: number } | null;
  };
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${handle?.fd}`))?.[1] ?? null;
  } catch {
    return null; // It has been closed, or this host has no /proc.
  }
}
