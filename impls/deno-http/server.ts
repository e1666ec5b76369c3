const STOP_PATIENCE_MS = 4_000;

const [hostname = "::", port = "8080"] = Deno.args;

const stopping = new AbortController();

// Before listening: a supervisor that waits for LISTEN may send a signal immediately.
Deno.addSignalListener("SIGTERM", stop);
Deno.addSignalListener("SIGINT", stop);

const server = Deno.serve(
  {
    hostname,
    port: Number(port),
    tcpBacklog: 1024,
    onListen() {},
    // Content that broke off, or cannot be read.
    onError: () => new Response(null, { status: 400 }),
  },
  // A response that begins before its request has ended is the last of its connection, so content
  // is not piped through: each is held as a whole.
  async (request) => new Response(await request.bytes()),
);

/** Refuses newcomers, and lets each connection end behind the response that it is waiting for. */
function stop(): void {
  if (stopping.signal.aborted) return;
  stopping.abort();
  void server.shutdown().then(() => Deno.exit());
  // A stalled peer must not prevent it.
  setTimeout(() => Deno.exit(), STOP_PATIENCE_MS);
}
