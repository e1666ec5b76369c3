import type { Socket } from "node:net";
import type { Fault } from "./fault.ts";
import { FrameReader } from "./frame-reader.ts";
import { watchPace } from "./pace.ts";
import { repliesTo } from "./reply.ts";
import { ReplyQueue } from "./reply-queue.ts";

const lingerMs = 3000;
const heartbeatMs = 75;
const idleTimeoutMs = 5000;
const dataCentreTimeoutMs = 150;
const firstMessageDeadlineMs = 500;
const statisticsMs = 2;
const readsMax = 8;
const largeBytes = 256 * 1024;
const workerMs = 5;

/** Echoes every frame of one connection until its end, or until a length above the cap. */
export function serve(socket: Socket, maxFrameBytes: number, fault: Fault): void {
  const reader = new FrameReader(maxFrameBytes, fault);
  const queue = new ReplyQueue(socket, fault);
  greetOrWatch(socket, fault);
  const pace = watchPace(socket, fault);
  let reads = 0;
  socket.on("data", (chunk: Buffer) => {
    reads += 1;
    if (fault === "counts-reads" && reads === readsMax) {
      // A limit of requests per connection is counted where the data arrives, not where requests do.
      socket.resetAndDestroy();
      return;
    }
    if (reader.refused) {
      return; // Read and discarded: see linger().
    }
    const frames = reader.push(chunk);
    pace.arrived(reader.partialBytes);
    if (reader.refused && fault === "bad-length-drops-echoes") {
      // The parser throws, and `catch` destroys the socket: the whole messages of the same read
      // are forgotten.
      socket.destroy();
      return;
    }
    if (fault === "overtakes-large") {
      pushByLength(frames, queue);
    } else {
      queue.push(repliesTo(frames, fault));
    }
    // "stays-after-bad-length" logs the bad length, and leaves the connection as it is.
    if (reader.refused && fault !== "stays-after-bad-length") {
      queue.end();
      linger(socket, fault);
    }
  });
  socket.on("end", () => endOfInput(socket, reader, queue, fault));
}

/** Large messages go through a worker, so that they delay nobody. Small ones need none. */
function pushByLength(frames: readonly Buffer[], queue: ReplyQueue): void {
  const isLarge = (frame: Buffer) => frame.length > largeBytes;
  queue.push(frames.filter((frame) => !isLarge(frame)));
  setTimeout(() => queue.push(frames.filter(isLarge)), workerMs);
}

function endOfInput(socket: Socket, reader: FrameReader, queue: ReplyQueue, fault: Fault): void {
  switch (fault) {
    case "never-ends":
      // `allowHalfOpen: true` without an end() of one's own: the connection stays half-closed.
      return;
    case "drops-queue-at-end":
      // "The peer has closed" is taken for "the peer has gone", with replies still in the queue.
      socket.destroy();
      return;
    case "stays-after-bad-length":
      if (!reader.refused) {
        queue.end();
      }
      return;
    case "echoes-truncated":
      // Flushes the rest of the buffer at the end, complete or not.
      queue.push([reader.partial]);
      queue.end();
      return;
    default:
      // The end of file inside a frame is no different: its beginning was never queued.
      queue.end();
  }
}

/**
 * After the last reply and FIN, what the peer still sends is read and discarded: a close with
 * unread bytes sends RST (RFC 9293 §3.6.1), which destroys the replies still on their way.
 */
function linger(socket: Socket, fault: Fault): void {
  socket.once("finish", () => {
    const timer = setTimeout(() => socket.destroy(), lingerMs);
    if (fault === "lingers-while-sent-to") {
      // "Three seconds of silence": a peer that goes on sending has all the time in the world.
      socket.on("data", () => timer.refresh());
    }
    socket.once("close", () => clearTimeout(timer));
  });
}

function greetOrWatch(socket: Socket, fault: Fault): void {
  if (fault === "idle-timeout") {
    // The default of many a framework, inherited without a decision.
    socket.setTimeout(idleTimeoutMs, () => socket.destroy());
  }
  if (fault === "impatient") {
    // An age in the data centre where it was written, and less than a retransmission takes.
    socket.setTimeout(dataCentreTimeoutMs, () => socket.destroy());
  }
  if (fault === "first-message-deadline") {
    // Against peers that connect and say nothing. One whose first message was lost looks like them.
    const timer = setTimeout(() => socket.destroy(), firstMessageDeadlineMs);
    socket.once("data", () => clearTimeout(timer));
    socket.once("close", () => clearTimeout(timer));
  }
  if (fault === "keeps-timers") {
    // Looks after its connection, and is not stopped when that is over.
    setInterval(() => socket.bytesRead, statisticsMs);
  }
  if (fault === "greets") {
    // Servers of other protocols speak first.
    socket.write("220 ready\r\n");
  }
  if (fault === "heartbeat") {
    // An empty message after some silence "keeps the connection open". Nobody has asked for it.
    socket.setTimeout(heartbeatMs, () => socket.write(Buffer.alloc(4)));
  }
}
