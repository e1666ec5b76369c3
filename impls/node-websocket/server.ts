import { createServer } from "node:http";
import process from "node:process";
import { type RawData, type ServerOptions, type WebSocket, WebSocketServer } from "ws";

/** Going away, RFC 6455, section 7.4.1. */
const GOING_AWAY = 1001;
const STOP_PATIENCE_MS = 4_000;
// Longer than the round trip of a satellite link: what the peer sent before it could know of the
// stop has arrived by then.
const QUIET_BEFORE_STOP_MS = 1_000;
const STOP_POLL_MS = 100;
const CLOSE_TIMEOUT_MS = 2_000;

const [host = "::", port = "7007", maxPayloadBytes = "1048576"] = process.argv.slice(2);

/** When each peer was last heard, or sent something, in ms. */
const lastActiveMs = new Map<WebSocket, number>();
const server = createServer((_request, response) => {
  response.writeHead(426, { upgrade: "websocket" }).end();
});
// The types of ws lack one of its options.
const options: ServerOptions & { readonly closeTimeout: number } = {
  server,
  maxPayload: Number(maxPayloadBytes),
  // A refused peer that neither closes nor reads is not waited for any longer.
  closeTimeout: CLOSE_TIMEOUT_MS,
};
const webSockets = new WebSocketServer(options);
webSockets.on("connection", echoMessages);

webSockets.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  // Later errors come from accept(), when descriptors run out, and pass.
  if (!server.listening) process.exitCode = 1;
});

// Before listening: a supervisor that waits for LISTEN may send a signal immediately.
process.on("SIGTERM", stop);
process.once("SIGINT", stop); // The second Ctrl-C kills.

server.listen({ host, port: Number(port), backlog: 1024 });

function echoMessages(webSocket: WebSocket): void {
  const touch = () => lastActiveMs.set(webSocket, performance.now());
  touch();
  webSocket.on("message", (message: RawData, binary: boolean) => {
    touch();
    // Reading waits while the peer does not take its echoes, so that TCP's flow control holds it
    // back instead of this process's memory.
    webSocket.send(message, { binary }, () => {
      touch();
      if (webSocket.bufferedAmount === 0) webSocket.resume();
    });
    if (webSocket.bufferedAmount > 0) webSocket.pause();
  });
  // What breaks the protocol is answered with a close frame by ws itself; "close" follows.
  webSocket.on("error", () => {});
  webSocket.on("close", () => lastActiveMs.delete(webSocket));
}

/** Refuses newcomers, and closes every connection once it is quiet and nothing is owed to it. */
function stop(): void {
  server.close();
  const polling = setInterval(() => {
    const quietSinceMs = performance.now() - QUIET_BEFORE_STOP_MS;
    for (const [webSocket, activeMs] of lastActiveMs) {
      if (webSocket.bufferedAmount === 0 && activeMs <= quietSinceMs) webSocket.close(GOING_AWAY);
    }
  }, STOP_POLL_MS);
  // With the last connection the process ends by itself; a stalled peer must not prevent it.
  polling.unref();
  setTimeout(() => process.exit(), STOP_PATIENCE_MS).unref();
}
