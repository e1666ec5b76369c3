import { createServer } from "node:http";
import process from "node:process";

const STOP_PATIENCE_MS = 4_000;

const [host = "::", port = "8080"] = process.argv.slice(2);

const server = createServer((request, response) => {
  const length = request.headers["content-length"];
  response.writeHead(200, length === undefined ? {} : { "content-length": length });
  // pipe() stops reading while the peer does not take its response, so that TCP's flow control
  // holds it back instead of this process's memory. A lost connection ends both.
  request.pipe(response);
});

// An idle connection costs a descriptor, and no more: the default is 5 seconds.
server.keepAliveTimeout = 0;

server.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  // Later errors come from accept(), when descriptors run out, and pass.
  if (!server.listening) process.exitCode = 1;
});

// Before listening: a supervisor that waits for LISTEN may send a signal immediately.
process.on("SIGTERM", stop);
process.once("SIGINT", stop); // The second Ctrl-C kills.

server.listen({ host, port: Number(port), backlog: 1024 });

/** Refuses newcomers, and lets each connection end behind the response that it is waiting for. */
function stop(): void {
  // Idle connections are closed with it.
  server.close();
  // With the last connection the process ends by itself; a stalled peer must not prevent it.
  setTimeout(() => process.exit(), STOP_PATIENCE_MS).unref();
}
