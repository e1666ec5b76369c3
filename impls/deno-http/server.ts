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
  },
  // The body is read as the peer takes the response, so that TCP's flow control holds it back
  // instead of this process's memory.
  (request) => new Response(request.body),
);

/** Refuses newcomers, and lets each connection end behind the response that it is waiting for. */
function stop(): void {
  if (stopping.signal.aborted) return;
  stopping.abort();
  void server.shutdown().then(() => Deno.exit());
  // A stalled peer must not prevent it.
  setTimeout(() => Deno.exit(), STOP_PATIENCE_MS);
}
