/**
 * An echo client: `client.ts <host> <port> <message>...`.
 *
 * Sends each message as one frame, and prints the echoes once all of them have come back unchanged and
 * the server has closed. SOCKSPEC_MAX_FRAME limits the bytes of a message, and SOCKSPEC_DEADLINE_MS the
 * time for connecting and, afterwards, for each silence of the server.
 */
import { lookup } from "node:dns/promises";

const HEADER_BYTES = 4;
const READ_BYTES = 64 * 1024;

const maxFrameBytes = Number(Deno.env.get("SOCKSPEC_MAX_FRAME") ?? 1024 * 1024);
const deadlineMs = Number(Deno.env.get("SOCKSPEC_DEADLINE_MS") ?? 10_000);
const [hostname = "localhost", port = "7007", ...messages] = Deno.args;

try {
  await converse();
} catch (error) {
  console.error(`client.ts: ${error instanceof Error ? error.message : error}`);
  Deno.exit(1);
}
// Each echo equals its message, so the messages are what there is to print.
for (const message of messages) console.log(message);

async function converse(): Promise<void> {
  const frames = messages.map(encodeFrame);
  if (frames.some((frame) => frame.length - HEADER_BYTES > maxFrameBytes)) {
    throw new Error("a message is longer than the largest frame");
  }
  using conn = await connectToAny();
  for (const frame of frames) await exchange(conn, frame);
  await conn.closeWrite();
  if ((await withinDeadline(conn.read(new Uint8Array(1)))) !== null) {
    throw new Error("bytes beyond the echo");
  }
}

/**
 * Tries the addresses of the host in turn, which Deno.connect does not.
 *
 * Each gets an equal share of the time that is left, so that one that swallows every segment does not
 * keep the next from being tried.
 */
async function connectToAny(): Promise<Deno.TcpConn> {
  const endMs = performance.now() + deadlineMs;
  const addresses = await withinDeadline(lookup(hostname, { all: true, order: "verbatim" }));
  let failure = new Error(`${hostname} has no address`);
  for (const [tried, { address }] of addresses.entries()) {
    const shareMs = (endMs - performance.now()) / (addresses.length - tried);
    try {
      return await connectTo(address, shareMs);
    } catch (error) {
      failure = new Error(`cannot connect to ${address} port ${port}: ${error}`, { cause: error });
    }
  }
  throw failure;
}

async function connectTo(address: string, limitMs: number): Promise<Deno.TcpConn> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error("no answer")), limitMs);
  try {
    return await Deno.connect({ hostname: address, port: Number(port), signal: late.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** Sends one frame, and returns when its echo has come back. */
async function exchange(conn: Deno.TcpConn, frame: Uint8Array<ArrayBuffer>): Promise<void> {
  // Sent while the echo is read: a server that echoes while it reads would otherwise block on a
  // message that is larger than the socket buffers, and this client with it.
  const sent = writeAll(conn, frame);
  // Awaited below; where the connection is lost, reading fails first, and says so.
  sent.catch(() => {});
  const room = new Uint8Array(READ_BYTES);
  for (let matched = 0; matched < frame.length; ) {
    // Never past the echo: what follows it is looked at when the next one is due, or none.
    const count = await withinDeadline(conn.read(room.subarray(0, frame.length - matched)));
    if (count === null) throw new Error("the server closed before the whole echo");
    // A wrong length shows here too, so that no length ever decides how much is received.
    if (!equal(room.subarray(0, count), frame.subarray(matched, matched + count))) {
      throw new Error("the echo differs from the message");
    }
    matched += count;
  }
  await withinDeadline(sent);
}

async function writeAll(conn: Deno.TcpConn, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += await conn.write(bytes.subarray(written));
}

async function withinDeadline<T>(work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("no answer before the deadline")), deadlineMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function encodeFrame(message: string): Uint8Array<ArrayBuffer> {
  const payload = new TextEncoder().encode(message);
  const frame = new Uint8Array(HEADER_BYTES + payload.length);
  new DataView(frame.buffer).setUint32(0, payload.length);
  frame.set(payload, HEADER_BYTES);
  return frame;
}

function equal(some: Uint8Array, others: Uint8Array): boolean {
  return some.length === others.length && some.every((byte, index) => byte === others[index]);
}
