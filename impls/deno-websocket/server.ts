/** Going away, and message too big: RFC 6455, section 7.4.1. */
const GOING_AWAY = 1001;
const TOO_BIG = 1009;
const STOP_PATIENCE_MS = 4_000;
// Longer than the round trip of a satellite link: what the peer sent before it could know of the
// stop has arrived by then.
const QUIET_BEFORE_STOP_MS = 1_000;
const STOP_POLL_MS = 100;

const [hostname = "::", port = "7007", maxPayloadBytes = "1048576"] = Deno.args;

/** When each peer was last heard, in ms. */
const lastActiveMs = new Map<WebSocket, number>();
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
    // A request to upgrade that lacks something.
    onError: () => new Response(null, { status: 400 }),
  },
  (request) => {
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      return new Response(null, { status: 426, headers: { upgrade: "websocket" } });
    }
    // An idle peer costs a descriptor, and no more.
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
    echoMessages(socket);
    return response;
  },
);

function echoMessages(webSocket: WebSocket): void {
  webSocket.binaryType = "arraybuffer";
  webSocket.onopen = () => lastActiveMs.set(webSocket, performance.now());
  webSocket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
    lastActiveMs.set(webSocket, performance.now());
    // There is no option for it: by then the message has been received.
    if (byteLength(data) > Number(maxPayloadBytes)) webSocket.close(TOO_BIG);
    // There is no way to stop reading, either: what a peer does not take waits in this process.
    else if (webSocket.readyState === WebSocket.OPEN) webSocket.send(data);
  };
  // What breaks the protocol, and a lost connection, affects only its peer; "close" follows.
  webSocket.onerror = (event) => event.preventDefault();
  webSocket.onclose = () => lastActiveMs.delete(webSocket);
}

function byteLength(data: string | ArrayBuffer): number {
  return typeof data === "string" ? new TextEncoder().encode(data).length : data.byteLength;
}

/** Refuses newcomers, and closes every connection once it is quiet and nothing is owed to it. */
function stop(): void {
  if (stopping.signal.aborted) return;
  stopping.abort();
  void server.shutdown().then(() => Deno.exit());
  setTimeout(() => Deno.exit(), STOP_PATIENCE_MS);
  setInterval(() => {
    const quietSinceMs = performance.now() - QUIET_BEFORE_STOP_MS;
    for (const [webSocket, activeMs] of lastActiveMs) {
      if (webSocket.bufferedAmount === 0 && activeMs <= quietSinceMs) webSocket.close(GOING_AWAY);
    }
  }, STOP_POLL_MS);
}
