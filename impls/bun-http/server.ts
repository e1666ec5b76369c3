const STOP_PATIENCE_MS = 4_000;

const [hostname = "::", port = "8080"] = process.argv.slice(2);

// Before listening: a supervisor that waits for LISTEN may send a signal immediately.
process.on("SIGTERM", stop);
process.once("SIGINT", stop); // The second Ctrl-C kills.

const server = Bun.serve({
  hostname,
  port: Number(port),
  // Without it, a second server may share the port unnoticed as soon as `development` is false.
  reusePort: false,
  // Not a page of this process's own for whoever sends nonsense.
  development: false,
  // An idle connection costs a descriptor, and no more: the default is 10 seconds.
  idleTimeout: 0,
  // Content is never held as a whole: the default is 128 MiB.
  maxRequestBodySize: Number.MAX_SAFE_INTEGER,
  fetch(request) {
    // The body is read as the peer takes the response, so that TCP's flow control holds it back
    // instead of this process's memory.
    return new Response(request.body);
  },
});

/** Refuses newcomers, and lets each connection end behind the response that it is waiting for. */
function stop(): void {
  void server.stop();
  // With the last connection the process ends by itself; a stalled peer must not prevent it.
  setTimeout(() => process.exit(), STOP_PATIENCE_MS).unref();
}
