import { connect, createServer, type Socket } from "node:net";
import process from "node:process";
import { parseFault } from "./fault.ts";

const [
  listenHost = "::",
  listenPort = "7008",
  upstreamHost = "",
  upstreamPort = "7007",
  word = "",
] = process.argv.slice(2);
const fault = parseFault(word || "none");

/** How long an upstream may take, for a proxy that gives up too soon, in ms. */
const impatienceMs = 1500;

const server = createServer({ allowHalfOpen: true, noDelay: true }, passOn);
process.once("SIGTERM", () => process.exit(0));
server.listen({ host: listenHost, port: Number(listenPort), backlog: 1024 });

/** What a limit that was never reached in a test may be. */
const pairsMax = 500;
let pairs = 0;

function passOn(client: Socket): void {
  pairs += 1;
  client.on("close", () => {
    pairs -= 1;
  });
  if (fault === "at-most-five-hundred" && pairs > pairsMax) {
    client.on("error", () => {});
    client.resetAndDestroy();
    return;
  }
  const host = fault === "splits-addresses-at-colons" ? upstreamHost.split(":")[0] : upstreamHost;
  const options = { port: Number(upstreamPort), allowHalfOpen: true, noDelay: true };
  const upstream = connect({ ...options, host: host ?? "" });
  copy(client, upstream, "fromClient");
  copy(upstream, client, "fromUpstream");
  client.on("end", () => onClientEnd(client, upstream));
  upstream.on("end", () => onUpstreamEnd(client, upstream));
  client.on("error", () => onClientError(upstream));
  upstream.on("error", () => onUpstreamError(client, upstream));
  if (fault === "gives-up-late-upstreams") {
    const timer = setTimeout(() => {
      client.destroy();
      upstream.destroy();
    }, impatienceMs);
    upstream.once("data", () => clearTimeout(timer));
  }
}

type Direction = "fromClient" | "fromUpstream";

function copy(from: Socket, to: Socket, direction: Direction): void {
  from.on("data", (chunk: Buffer) => {
    if (fault === "drops-what-does-not-fit" && to.writableNeedDrain) {
      return;
    }
    if (fault === "forgets-what-it-delays") {
      // What comes within a moment is to fill one segment.
      const timer = setTimeout(() => to.write(chunk), 5);
      from.once("end", () => clearTimeout(timer));
      return;
    }
    if (!to.write(chunk) && waits(direction)) {
      from.pause();
    }
  });
  to.on("drain", () => from.resume());
}

function waits(direction: Direction): boolean {
  switch (fault) {
    case "buffers-without-bound":
    case "drops-what-does-not-fit":
      return false;
    case "buffers-answers-without-bound":
      return direction === "fromClient";
    default:
      return true;
  }
}

function onClientEnd(client: Socket, upstream: Socket): void {
  if (fault === "keeps-the-clients-end") {
    return;
  }
  if (fault === "forgets-the-ended-upstream" && upstream.readableEnded) {
    return;
  }
  upstream.end();
  endBoth(client, upstream);
}

function onUpstreamEnd(client: Socket, upstream: Socket): void {
  if (fault === "keeps-the-upstreams-end") {
    return;
  }
  if (fault === "resets-at-the-end") {
    client.resetAndDestroy();
    return;
  }
  client.end();
  endBoth(client, upstream);
}

/** What proxies do that take the end of one direction for the end of both. */
function endBoth(client: Socket, upstream: Socket): void {
  const delaysMs: Partial<Record<typeof fault, number>> = {
    "ends-with-either": 0,
    "half-a-second-of-grace": 500,
  };
  const delayMs = delaysMs[fault];
  if (delayMs !== undefined) {
    setTimeout(() => {
      client.destroy();
      upstream.destroy();
    }, delayMs);
  }
}

function onClientError(upstream: Socket): void {
  if (fault === "ends-upstream-after-reset") {
    upstream.end();
  } else if (fault !== "ignores-the-clients-reset") {
    upstream.resetAndDestroy();
  }
}

function onUpstreamError(client: Socket, upstream: Socket): void {
  const isRefused = upstream.bytesWritten === 0 && upstream.bytesRead === 0;
  if (fault === (isRefused ? "exits-when-refused" : "exits-when-upstream-dies")) {
    process.exit(1);
  }
  if (fault === "ends-client-after-reset") {
    client.end();
  } else if (
    fault !== "ignores-the-upstreams-reset" &&
    !(fault === "forgets-refused-clients" && isRefused)
  ) {
    client.resetAndDestroy();
  }
}
