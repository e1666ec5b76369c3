import { createServer } from "node:http";
import process from "node:process";
import { Server, type Socket } from "socket.io";
import { type Connection, HeldBackWebSockets, holdBack } from "./held-back.ts";

/** What `42["msg",""]` takes beside the payload. */
const ENVELOPE_BYTES = 12;
// A client is asked every 5 s, and given up when it has not answered for 20 s: one that does not read
// for a while cannot answer meanwhile.
const PING_INTERVAL_MS = 5_000;
const PING_TIMEOUT_MS = 20_000;
const STOP_PATIENCE_MS = 4_000;
// Longer than the round trip of a satellite link: what the peer sent before it could know of the
// stop has arrived by then.
const QUIET_BEFORE_STOP_MS = 1_000;
const STOP_POLL_MS = 100;

const [host = "::", port = "3000", maxPayloadBytes = "1048576"] = process.argv.slice(2);

/** When each peer was last heard, or sent something, in ms. */
const lastActiveMs = new Map<Connection, number>();
const server = createServer((_request, response) => {
  response.writeHead(404).end();
});
const io = new Server(server, {
  // The session begins as a WebSocket, so that no second connection has to find this process.
  transports: ["websocket"],
  wsEngine: HeldBackWebSockets,
  serveClient: false,
  maxHttpBufferSize: Number(maxPayloadBytes) + ENVELOPE_BYTES,
  pingInterval: PING_INTERVAL_MS,
  pingTimeout: PING_TIMEOUT_MS,
});
io.engine.on("connection", (connection: Connection) => {
  const touch = () => {
    if (connection.readyState === "open") lastActiveMs.set(connection, performance.now());
  };
  touch();
  holdBack(connection);
  connection.on("packet", touch);
  connection.on("drain", touch);
  connection.transport.on("ready", touch);
  connection.on("close", () => lastActiveMs.delete(connection));
});
io.on("connection", answer);
io.of("/custom").on("connection", answer);

server.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  // Later errors come from accept(), when descriptors run out, and pass.
  if (!server.listening) process.exitCode = 1;
});

// Before listening: a supervisor that waits for LISTEN may send a signal immediately.
process.on("SIGTERM", stop);
process.once("SIGINT", stop); // The second Ctrl-C kills.

server.listen({ host, port: Number(port), backlog: 1024 });

type Acknowledge = (...values: readonly unknown[]) => void;

/** Sends each event `msg` back, and acknowledges each event `ack`. */
function answer(socket: Socket): void {
  socket.on("msg", (...values: readonly unknown[]) => {
    socket.emit("msg", ...values);
  });
  socket.on("ack", (...values: readonly unknown[]) => {
    const acknowledge = values.at(-1);
    if (typeof acknowledge === "function") {
      (acknowledge as Acknowledge)(...values.slice(0, -1));
    }
  });
  // What breaks the protocol ends the connection; without a listener, it is printed too.
  socket.on("error", () => {});
}

/** Refuses newcomers, and closes every connection once it is quiet and nothing is owed to it. */
function stop(): void {
  server.close();
  const polling = setInterval(() => {
    const quietSinceMs = performance.now() - QUIET_BEFORE_STOP_MS;
    for (const [connection, activeMs] of lastActiveMs) {
      if (connection.transport.writable && activeMs <= quietSinceMs) connection.close();
    }
  }, STOP_POLL_MS);
  // With the last connection the process ends by itself; a stalled peer must not prevent it.
  polling.unref();
  setTimeout(() => process.exit(), STOP_PATIENCE_MS).unref();
}
