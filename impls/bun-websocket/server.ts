import type { ServerWebSocket } from "bun";

/** Going away, RFC 6455, section 7.4.1. */
const GOING_AWAY = 1001;
const STOP_PATIENCE_MS = 4_000;
// Longer than the round trip of a satellite link: what the peer sent before it could know of the
// stop has arrived by then.
const QUIET_BEFORE_STOP_MS = 1_000;
const STOP_POLL_MS = 100;

interface Connection {
  lastActiveMs: number;
}

const [hostname = "::", port = "7007", maxPayloadBytes = "1048576"] = process.argv.slice(2);

const webSockets = new Set<ServerWebSocket<Connection>>();

// Before listening: a supervisor that waits for LISTEN may send a signal immediately.
process.on("SIGTERM", stop);
process.once("SIGINT", stop); // The second Ctrl-C kills.

const server = Bun.serve<Connection>({
  hostname,
  port: Number(port),
  // Without it, a second server may share the port unnoticed as soon as `development` is false.
  reusePort: false,
  // Not a page of this process's own for whoever sends nonsense.
  development: false,
  fetch(request, server) {
    const upgraded = server.upgrade(request, { data: { lastActiveMs: performance.now() } });
    return upgraded
      ? undefined
      : new Response(null, { status: 426, headers: { upgrade: "websocket" } });
  },
  websocket: {
    maxPayloadLength: Number(maxPayloadBytes),
    // A peer is held back before its echoes reach any limit, and none is dropped.
    backpressureLimit: 0,
    // An idle peer costs a descriptor, and no more.
    idleTimeout: 0,
    open(webSocket) {
      webSockets.add(webSocket);
    },
    message(webSocket, message) {
      webSocket.data.lastActiveMs = performance.now();
      // Reading waits while the peer does not take its echoes, so that TCP's flow control holds it
      // back instead of this process's memory.
      if (webSocket.send(message) < 0) webSocket.pause();
    },
    drain(webSocket) {
      webSocket.data.lastActiveMs = performance.now();
      webSocket.resume();
    },
    close(webSocket) {
      webSockets.delete(webSocket);
    },
  },
});

/** Refuses newcomers, and closes every connection once it is quiet and nothing is owed to it. */
function stop(): void {
  void server.stop();
  setTimeout(() => process.exit(), STOP_PATIENCE_MS).unref();
  setInterval(() => {
    const quietSinceMs = performance.now() - QUIET_BEFORE_STOP_MS;
    for (const webSocket of webSockets) {
      const isQuiet = webSocket.data.lastActiveMs <= quietSinceMs;
      if (webSocket.getBufferedAmount() === 0 && isQuiet) webSocket.close(GOING_AWAY);
    }
  }, STOP_POLL_MS).unref();
}
