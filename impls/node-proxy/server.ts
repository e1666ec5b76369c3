import { connect, createServer, type Socket } from "node:net";
import process from "node:process";

const STOP_PATIENCE_MS = 4_000;
const BACKLOG = 1024;
// Longer than the round trips of two satellite links: what either peer sent before it could know of
// the stop has arrived by then.
const QUIET_BEFORE_STOP_MS = 1_500;

const [listenHost = "::", listenPort = "7008", upstreamHost = "127.0.0.1", upstreamPort = "7007"] =
  process.argv.slice(2);

const pairs = new Set<readonly [Socket, Socket]>();
// Half-closed: each direction ends when its own sender has ended it, in either order.
const server = createServer({ allowHalfOpen: true, noDelay: true }, passOn);

server.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  // Later errors come from accept(), when descriptors run out, and pass.
  if (!server.listening) process.exitCode = 1;
});

// Before listening: a supervisor that waits for LISTEN may send a signal immediately.
process.on("SIGTERM", stop);
process.once("SIGINT", stop); // The second Ctrl-C kills.

server.listen({ host: listenHost, port: Number(listenPort), backlog: BACKLOG });

function passOn(client: Socket): void {
  // What the client sends before this is connected waits in it, up to its high-water mark.
  const upstream = connect({
    host: upstreamHost,
    port: Number(upstreamPort),
    allowHalfOpen: true,
    noDelay: true,
  });
  const pair = [client, upstream] as const;
  pairs.add(pair);
  copy(client, upstream);
  copy(upstream, client);
  client.on("close", () => pairs.delete(pair));
}

/** Passes on what comes from one side, its end of file, and its abort. */
function copy(from: Socket, to: Socket): void {
  from.on("data", (chunk) => {
    // Reading waits while the other side does not take it, so that TCP's flow control holds the
    // sender back instead of this process's memory.
    if (!to.write(chunk)) from.pause();
  });
  to.on("drain", () => from.resume());
  from.on("end", () => to.end());
  // A reset must not look like an orderly end: the other side would take a part for the whole. An
  // upstream that refuses is the same to its client.
  from.on("error", () => to.resetAndDestroy());
}

/** Refuses newcomers, and closes every pair once it is quiet and nothing is left to pass on. */
function stop(): void {
  server.close();
  for (const pair of pairs) {
    const quiet = () => {
      const isIdle = pair.every((socket) => socket.writableLength === 0);
      if (isIdle) for (const socket of pair) socket.destroySoon();
    };
    for (const socket of pair) socket.setTimeout(QUIET_BEFORE_STOP_MS, quiet);
  }
  // With the last connection the process ends by itself; a stalled peer must not prevent it.
  setTimeout(() => process.exit(), STOP_PATIENCE_MS).unref();
}
