import { createServer, type Socket } from "node:net";
import process from "node:process";

const STOP_PATIENCE_MS = 4_000;
// Longer than the round trip of a satellite link: what the peer sent before it could know of the
// stop has arrived by then.
const QUIET_BEFORE_STOP_MS = 1_000;

const [host = "::", port = "7"] = process.argv.slice(2);

const sockets = new Set<Socket>();
// Half-closed: a peer that has sent FIN still gets everything that it is owed.
const server = createServer({ allowHalfOpen: true, noDelay: true }, echoBytes);

server.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  // Later errors come from accept(), when descriptors run out, and pass.
  if (!server.listening) process.exitCode = 1;
});

// Before listening: a supervisor that waits for LISTEN may send a signal immediately.
process.on("SIGTERM", stop);
process.once("SIGINT", stop); // The second Ctrl-C kills.

server.listen({ host, port: Number(port), backlog: 1024 });

function echoBytes(socket: Socket): void {
  sockets.add(socket);
  // A lost connection affects only its peer; "close" follows.
  socket.on("error", () => {});
  socket.on("close", () => sockets.delete(socket));
  // pipe() stops reading while the peer does not take its echoes, so that TCP's flow control holds
  // it back instead of this process's memory, and ends the socket behind the last echo.
  socket.pipe(socket);
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
