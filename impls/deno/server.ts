import { FrameBuffer } from "./frame-buffer.ts";
import { listenAtPath, removeSocket } from "./unix-path.ts";

const LINGER_MS = 2_000;
const LINGER_BYTES = 16 * 1024 * 1024;
const STOP_PATIENCE_MS = 4_000;
// Longer than the round trip of a satellite link: what the peer sent before it could know of the
// stop has arrived by then.
const QUIET_BEFORE_STOP_MS = 1_000;
const STOP_POLL_MS = 100;
const ACCEPT_RETRY_MS = 50;

type Conn = Deno.TcpConn | Deno.UnixConn;

interface Connection {
  readonly conn: Conn;
  /** Since when nothing is owed and the peer is silent, in ms; undefined while something is owed. */
  quietSinceMs: number | undefined;
}

const [hostname = "::", port = "7007", maxFrameBytes = "1048576"] = Deno.args;

const connections = new Set<Connection>();
let stopping = false;

// Before listening: a supervisor that waits for LISTEN may send a signal immediately.
Deno.addSignalListener("SIGTERM", stop);
Deno.addSignalListener("SIGINT", stop);
// The second word may be the path of a Unix-domain socket.
const listener: Deno.Listener<Conn> =
  hostname === "unix"
    ? await listenAtPath(port)
    : Deno.listen({ hostname, port: Number(port), tcpBacklog: 1024 });

while (!stopping) {
  try {
    void serve(await listener.accept());
  } catch (error) {
    // A connection that was reset while it waited in the backlog has no peer address any more.
    if (error instanceof Deno.errors.NotConnected) continue;
    // Out of descriptors, most likely. The connection stays in the backlog, so asking again at once
    // would spin a core until another connection ends.
    await delay(ACCEPT_RETRY_MS);
  }
}

async function serve(conn: Conn): Promise<void> {
  const connection: Connection = { conn, quietSinceMs: undefined };
  connections.add(connection);
  try {
    await echoFrames(connection);
  } catch {
    // A lost connection affects only its peer.
  } finally {
    connections.delete(connection);
    close(conn);
    if (stopping && connections.size === 0) Deno.exit();
  }
}

/**
 * Reading waits while the peer does not take its echoes. That bounds the memory of a connection,
 * and lets TCP's flow control hold the peer back.
 */
async function echoFrames(connection: Connection): Promise<void> {
  const { conn } = connection;
  if ("setNoDelay" in conn) conn.setNoDelay();
  const frames = new FrameBuffer(Number(maxFrameBytes));
  for (;;) {
    connection.quietSinceMs = performance.now();
    const count = await conn.read(frames.room());
    connection.quietSinceMs = undefined;
    // At the end of file every complete frame has been written, and a partial one is dropped.
    if (count === null) return;
    frames.commit(count);
    await writeAll(conn, frames.complete());
    frames.consumeComplete();
    if (frames.oversized) return await linger(conn);
  }
}

async function writeAll(conn: Conn, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += await conn.write(bytes.subarray(written));
}

/**
 * Sends FIN, then discards what the peer still sends until its own end.
 *
 * Closing a socket with unread bytes sends RST (RFC 9293, section 3.6.1), and an RST destroys the
 * echoes that are still on their way. The limits are for a peer that never ends.
 */
async function linger(conn: Conn): Promise<void> {
  const timer = setTimeout(() => close(conn), LINGER_MS);
  try {
    await conn.closeWrite();
    const discarded = new Uint8Array(16 * 1024);
    for (let total = 0; total < LINGER_BYTES; ) {
      const count = await conn.read(discarded);
      if (count === null) return;
      total += count;
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Closing ends a pending read, too. A second close would throw. */
function close(conn: Conn): void {
  conn[Symbol.dispose]();
}

/** Refuses newcomers, and closes every connection once it is quiet and nothing is owed to it. */
function stop(): void {
  if (stopping) return;
  stopping = true;
  if (hostname === "unix") removeSocket(port);
  listener.close();
  if (connections.size === 0) Deno.exit();
  setTimeout(() => Deno.exit(), STOP_PATIENCE_MS);
  setInterval(() => {
    for (const { conn, quietSinceMs = Infinity } of connections) {
      if (performance.now() - quietSinceMs >= QUIET_BEFORE_STOP_MS) close(conn);
    }
  }, STOP_POLL_MS);
}

function delay(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
