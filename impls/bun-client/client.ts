/**
 * An echo client: `client.ts <host> <port> <message>...`.
 *
 * Sends each message as one frame, and prints the echoes once all of them have come back unchanged and
 * the server has closed. SOCKSPEC_MAX_FRAME limits the bytes of a message, and SOCKSPEC_DEADLINE_MS the
 * time for connecting and, afterwards, for each silence of the server.
 */
import type { Socket } from "bun";

const HEADER_BYTES = 4;
const NOTHING = Buffer.alloc(0);

const maxFrameBytes = Number(process.env["SOCKSPEC_MAX_FRAME"] ?? 1024 * 1024);
const deadlineMs = Number(process.env["SOCKSPEC_DEADLINE_MS"] ?? 10_000);
const [hostname = "localhost", port = "7007", ...messages] = process.argv.slice(2);

const { promise: over, resolve: succeed, reject: fail } = Promise.withResolvers<void>();
const patience = setTimeout(() => fail(new Error("no answer before the deadline")), deadlineMs);

/** Frames whose turn has not come. */
const waiting = messages.map(encodeFrame);
/** What has still to leave of the frame whose turn it is, and what has still to come back of it. */
let unsent: Buffer = NOTHING;
let expected: Buffer = NOTHING;
/** After the last echo nothing is sent any more, and only the server's end is awaited. */
let finishing = false;

try {
  if (waiting.some((frame) => frame.length - HEADER_BYTES > maxFrameBytes)) {
    throw new Error("a message is longer than the largest frame");
  }
  // It tries the addresses of a name side by side.
  Bun.connect({
    hostname,
    port: Number(port),
    allowHalfOpen: true,
    socket: {
      open: takeTurn,
      data: match,
      drain: flush,
      end(socket) {
        if (!finishing) fail(new Error("the server closed before the whole echo"));
        socket.end();
      },
      // After a FIN in both directions there is no error, and after a reset there is one.
      close(_socket, error) {
        if (finishing && error === undefined) succeed();
        else fail(error ?? new Error("the connection was lost"));
      },
      error: (_socket, error) => fail(error),
    },
  }).catch(fail);
  await over;
} catch (error) {
  console.error(`client.ts: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
clearTimeout(patience);
// Each echo equals its message, so the messages are what there is to print.
process.stdout.write(messages.map((message) => `${message}\n`).join(""));

/** Sends the next frame, or FIN if there is none. */
function takeTurn(socket: Socket): void {
  const frame = waiting.shift();
  if (frame === undefined) {
    finishing = true;
    socket.shutdown();
    return;
  }
  unsent = frame;
  expected = frame;
  flush(socket);
}

/** Sends what the kernel takes; the rest follows when it drains, while the echo is read. */
function flush(socket: Socket): void {
  if (unsent.length === 0) return;
  unsent = unsent.subarray(Math.max(socket.write(unsent), 0));
  patience.refresh();
}

function match(socket: Socket, chunk: Buffer): void {
  patience.refresh();
  // A wrong length shows here too, so that no length ever decides how much is received.
  if (!chunk.equals(expected.subarray(0, chunk.length))) {
    fail(new Error(expected.length === 0 ? "bytes beyond the echo" : "the echo differs"));
    return;
  }
  expected = expected.subarray(chunk.length);
  if (expected.length === 0) takeTurn(socket);
}

function encodeFrame(message: string): Buffer {
  const payload = Buffer.from(message);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(payload.length);
  return Buffer.concat([header, payload]);
}
