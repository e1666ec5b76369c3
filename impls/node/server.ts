import { createServer, type Socket } from "node:net";
import process from "node:process";

import { FrameBuffer } from "./frame-buffer.ts";
import { listenAtPath } from "./unix-path.ts";

const LINGER_MS = 2_000;
const LINGER_BYTES = 16 * 1024 * 1024;
const STOP_PATIENCE_MS = 4_000;
const BACKLOG = 1024;
// Longer than the round trip of a satellite link: what the peer sent before it could know of the
// stop has arrived by then.
const QUIET_BEFORE_STOP_MS = 1_000;

const [host = "::", port = "7007", maxFrameBytes = "1048576"] = process.argv.slice(2);

const sockets = new Set<Socket>();
// Half-closed: a peer that has sent FIN still gets everything that it is owed.
const server = createServer({ allowHalfOpen: true, noDelay: true }, echoFrames);

server.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  // Later errors come from accept(), when descriptors run out, and pass.
  if (!server.listening) process.exitCode = 1;
});

// Before listening: a supervisor that waits for LISTEN may send a signal immediately.
process.on("SIGTERM", stop);
process.once("SIGINT", stop); // The second Ctrl-C kills.

if (host === "unix") {
  // The second word is a path then, or an abstract name as @name.
  await listenAtPath(server, port, BACKLOG);
} else {
  server.listen({ host, port: Number(port), backlog: BACKLOG });
}

function echoFrames(socket: Socket): void {
  sockets.add(socket);
  const frames = new FrameBuffer(Number(maxFrameBytes));

  socket.on("data", (chunk) => {
    const complete = frames.push(chunk);
    // Reading waits while the peer does not take its echoes, so that TCP's flow control holds it
    // back instead of this process's memory.
    if (complete.length > 0 && !socket.write(complete)) socket.pause();
    if (frames.oversized) linger(socket);
  });
  socket.on("drain", () => socket.resume());
  // The end of file inside a frame is no different: its incomplete bytes were never written.
  socket.on("end", () => socket.end());
  // A lost connection affects only its peer; "close" follows.
  socket.on("error", () => {});
  socket.on("close", () => sockets.delete(socket));
}

/**
 * Sends what is owed and FIN, then discards what the peer still sends until its own end.
 *
 * Closing a socket with unread bytes sends RST (RFC 9293, section 3.6.1), and an RST destroys the
 * echoes that are still on their way. The limits are for a peer that never ends.
 */
function linger(socket: Socket): void {
  let discardedBytes = 0;
  socket.removeAllListeners("data");
  socket.on("data", (chunk) => {
    discardedBytes += chunk.length;
    if (discardedBytes > LINGER_BYTES) socket.destroy();
  });
  socket.resume();
  socket.end();
  socket.once("finish", () => {
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once("close", () => clearTimeout(timer));
  });
}

/** Refuses newcomers, and closes every connection once it is quiet and nothing is owed to it. */
function stop(): void {
  server.close();
  for (const socket of sockets) {
    socket.setTimeout(QUIET_BEFORE_STOP_MS, () => {
      if (socket.writableLength === 0) socket.destroySoon();
    });
  }
  // With the last connection the process ends by itself; a stalled peer must not prevent it.
  setTimeout(() => process.exit(), STOP_PATIENCE_MS).unref();
}
