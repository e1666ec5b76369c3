import type { Socket } from "bun";

import { FrameBuffer } from "./frame-buffer.ts";
import { claimPath, removeSocket, withSocketMode } from "./unix-path.ts";

const LINGER_MS = 2_000;
const LINGER_BYTES = 16 * 1024 * 1024;
const STOP_PATIENCE_MS = 4_000;
// Longer than the round trip of a satellite link: what the peer sent before it could know of the
// stop has arrived by then.
const QUIET_BEFORE_STOP_MS = 1_000;
const STOP_POLL_MS = 100;

interface Connection {
  readonly frames: FrameBuffer;
  /** Echoes that the kernel has not taken yet, in order. */
  readonly unsent: Buffer[];
  /** `echoing` until the peer's FIN, or until a bad length makes its further bytes worthless. */
  state: "echoing" | "ended" | "discarding";
  discardedBytes: number;
  lastActiveMs: number;
}

const [hostname = "::", port = "7007", maxFrameBytes = "1048576"] = process.argv.slice(2);

const sockets = new Set<Socket<Connection>>();

// Before listening: a supervisor that waits for LISTEN may send a signal immediately.
process.on("SIGTERM", stop);
process.once("SIGINT", stop); // The second Ctrl-C kills.

// The second word may be the path of a Unix-domain socket.
const isUnix = hostname === "unix";
if (isUnix) await claimPath(port);

const options = {
  // Half-closed: a peer that has sent FIN still gets everything that it is owed.
  allowHalfOpen: true,
  socket: {
    open(socket: Socket<Connection>) {
      socket.setNoDelay(true);
      socket.data = {
        frames: new FrameBuffer(Number(maxFrameBytes)),
        unsent: [],
        state: "echoing",
        discardedBytes: 0,
        lastActiveMs: performance.now(),
      };
      sockets.add(socket);
    },
    data: receive,
    drain: flush,
    end(socket: Socket<Connection>) {
      // Inside a frame it is no different: the incomplete bytes were never queued.
      socket.data.state = "ended";
      flush(socket);
    },
    close(socket: Socket<Connection>) {
      sockets.delete(socket);
    },
    error(_socket: Socket<Connection>, error: Error) {
      process.stderr.write(`${error.message}\n`);
    },
  },
};

const listener = isUnix
  ? withSocketMode(() => Bun.listen<Connection>({ ...options, unix: port }))
  : Bun.listen<Connection>({
      ...options,
      hostname,
      port: Number(port),
      // The default leaves it to the system whether a second server may share the port unnoticed.
      exclusive: true,
    });

function receive(socket: Socket<Connection>, chunk: Buffer): void {
  const connection = socket.data;
  connection.lastActiveMs = performance.now();
  if (connection.state === "discarding") {
    connection.discardedBytes += chunk.length;
    if (connection.discardedBytes > LINGER_BYTES) socket.terminate();
    return;
  }
  const complete = connection.frames.push(chunk);
  if (complete.length > 0) connection.unsent.push(complete);
  if (connection.frames.oversized) connection.state = "discarding";
  flush(socket);
}

/** Sends what the kernel takes. Until it has taken all, the socket is not read: `drain` comes back. */
function flush(socket: Socket<Connection>): void {
  const { unsent, state } = socket.data;
  for (let first = unsent[0]; first !== undefined; first = unsent[0]) {
    const sentBytes = socket.write(first);
    if (sentBytes < first.length) {
      unsent[0] = first.subarray(Math.max(sentBytes, 0));
      socket.pause();
      return;
    }
    unsent.shift();
  }
  socket.data.lastActiveMs = performance.now();
  if (state === "ended") socket.end();
  else if (state === "discarding") linger(socket);
  else socket.resume();
}

/**
 * Sends FIN, then discards what the peer still sends until its own end.
 *
 * Closing a socket with unread bytes sends RST (RFC 9293, section 3.6.1), and an RST destroys the
 * echoes that are still on their way. The limits are for a peer that never ends.
 */
function linger(socket: Socket<Connection>): void {
  socket.shutdown();
  socket.resume();
  setTimeout(() => socket.end(), LINGER_MS).unref();
}

/** Refuses newcomers, and closes every connection once it is quiet and nothing is owed to it. */
function stop(): void {
  if (isUnix) removeSocket(port);
  listener.stop();
  setTimeout(() => process.exit(), STOP_PATIENCE_MS).unref();
  setInterval(() => {
    const quietSinceMs = performance.now() - QUIET_BEFORE_STOP_MS;
    for (const socket of sockets) {
      const { unsent, lastActiveMs } = socket.data;
      if (unsent.length === 0 && lastActiveMs <= quietSinceMs) socket.end();
    }
  }, STOP_POLL_MS).unref();
}
