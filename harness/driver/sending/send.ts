import { setImmediate } from "node:timers/promises";
import { cutOffset } from "../../protocol/cut.ts";
import { deriveSeed } from "../../protocol/random.ts";
import { type ContentPart, renderContent } from "../../protocol/render.ts";
import { type ByteAmount, byteCount, durationMs } from "../../scenario/amount.ts";
import type { Content, Cut } from "../../scenario/content.ts";
import type { LeafStep } from "../../scenario/step.ts";
import type { DriverConnection } from "../connection.ts";
import type { Stage } from "../stage.ts";
import { noteWait, until } from "../wait.ts";
import { chunkSizes } from "./chunks.ts";

type SendStep = Extract<LeafStep, { do: "send" }>;
type OfferStep = Extract<LeafStep, { do: "sendUntilBlocked" }>;

/** Content up to this size, in bytes, is sent in one write; more is sent piece by piece. */
const oneWriteBytesMax = 1024 * 1024;

/** A write that makes no progress for this long, in ms, ends its step. */
const stalledMs = 5000;

/** Records the bytes that a step cannot send because its connection is not established. */
export function withholdContent(stage: Stage, connection: DriverConnection, step: SendStep): void {
  const content = step.content.map((part) => sizedFor(part, connection.index));
  const part = beginPart(stage, connection, content);
  for (const piece of renderContent(stage.protocol, part, stage.context)) {
    connection.withhold(piece.length);
  }
}

/** @returns the time spent in gaps, in ms. */
export async function sendContent(
  stage: Stage,
  connection: DriverConnection,
  step: SendStep,
): Promise<number> {
  const content = step.content.map((part) => sizedFor(part, connection.index));
  const part = beginPart(stage, connection, content);
  const pieces = renderContent(stage.protocol, part, stage.context);
  const fromMs = stage.clock.nowMs();
  const limitMs =
    step.deadline === undefined
      ? stalledMs + 20 * stage.context.roundTripMs
      : durationMs(step.deadline, stage.context);
  let waitedMs = 0;
  let stalled = false;
  for (const { bytes, gapMs } of planWrites(stage, connection, step, pieces, part.seed)) {
    if (stalled) {
      connection.withhold(bytes.length);
      continue;
    }
    if (gapMs > 0 && connection.writable) {
      await stage.clock.sleep(gapMs, stage.signal);
      waitedMs += gapMs;
    }
    if (!connection.writable) {
      connection.withhold(bytes.length);
      continue;
    }
    if (!(await written(stage, connection, bytes, limitMs))) {
      noteWait(stage, connection, { step: "send", fromMs, satisfied: false });
      // A peer that is not read from may have to hold the driver back.
      if (connection.readingStopped) {
        return waitedMs;
      }
      stalled = true;
    }
  }
  return waitedMs;
}

/** @returns the content with the size that a connection of that index takes, from 1. */
export function sizedFor(content: Content, index: number): Content {
  if (!("bytes" in content)) {
    return content;
  }
  const { bytes } = content;
  return typeof bytes === "object" && "byIndex" in bytes
    ? { ...content, bytes: bytes.byIndex[(index - 1) % bytes.byIndex.length] ?? 0 }
    : content;
}

/** @returns the quiet time waited, in ms, also once the limit is reached. */
export async function offerUntilBlocked(
  stage: Stage,
  connection: DriverConnection,
  step: OfferStep,
): Promise<number> {
  const limitBytes = byteCount(step.limit, stage.context);
  const bytes = byteCount(step.messageBytes, stage.context);
  const content: readonly Content[] = [{ messages: 1_000_000, bytes }];
  const part = beginPart(stage, connection, content);
  const quietMs = durationMs(step.quiet, stage.context);
  const fromMs = stage.clock.nowMs();
  let offeredBytes = 0;
  let blocked = false;
  for (const message of renderContent(stage.protocol, part, stage.context)) {
    if (offeredBytes + message.length > limitBytes) {
      break;
    }
    if (!connection.writable) {
      connection.withhold(message.length);
      break;
    }
    offeredBytes += message.length;
    blocked = !(await written(stage, connection, message, quietMs));
    if (blocked) {
      break;
    }
    // Writes that the kernel accepts at once would keep other connections and timers waiting.
    await setImmediate();
  }
  if (blocked) {
    stage.recorder.note("blocked", connection.name, `${offeredBytes} bytes offered`);
  } else if (connection.writable) {
    // A server that takes everything may read all of it before it begins to answer.
    await stage.clock.sleep(quietMs, stage.signal);
  }
  noteWait(stage, connection, { step: "sendUntilBlocked", fromMs, satisfied: blocked });
  return quietMs;
}

function beginPart(
  stage: Stage,
  connection: DriverConnection,
  content: readonly Content[],
): ContentPart {
  const seed = deriveSeed(stage.context.seed, connection.name, connection.partsSent);
  return connection.beginSend(content, seed);
}

/** @returns whether the kernel accepted the bytes, or the connection failed, in time. */
async function written(
  stage: Stage,
  connection: DriverConnection,
  bytes: Uint8Array,
  limitMs: number,
): Promise<boolean> {
  connection.write(bytes);
  return await until(stage, connection, () => connection.flushed || !connection.writable, limitMs);
}

interface PlannedWrite {
  readonly bytes: Uint8Array;
  /** Time to wait before it, in ms. */
  readonly gapMs: number;
}

/** Each write's bytes are valid until the next write is requested. */
function* planWrites(
  stage: Stage,
  connection: DriverConnection,
  step: SendStep,
  pieces: Iterable<Uint8Array>,
  seed: number,
): Generator<PlannedWrite> {
  if (step.chunks === undefined) {
    for (const bytes of gatherWrites(pieces)) {
      yield { bytes, gapMs: 0 };
    }
    return;
  }
  const all = Buffer.concat(Array.from(pieces, (piece) => piece.slice()));
  const gapMs = durationMs(step.chunks.gap, stage.context);
  const options = {
    totalBytes: all.length,
    connectionIndex: connection.index,
    seed,
    offsetOf: (cut: Cut) => cutOffset(cut, stage.protocol, firstPayloadBytes(stage, step)),
  };
  let offset = 0;
  for (const size of chunkSizes(step.chunks, options)) {
    yield { bytes: all.subarray(offset, offset + size), gapMs: offset === 0 ? 0 : gapMs };
    offset += size;
  }
}

/** @returns the payload of the first message that a step sends; 0 where its size is drawn. */
function firstPayloadBytes({ context }: Stage, { content: [first] }: SendStep): number {
  const isKnown =
    first !== undefined &&
    "bytes" in first &&
    !(typeof first.bytes === "object" && ("min" in first.bytes || "byIndex" in first.bytes));
  return isKnown ? byteCount(first.bytes as ByteAmount, context) : 0;
}

function* gatherWrites(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let memory = new Uint8Array(4096);
  let bytes = 0;
  for (const piece of pieces) {
    if (bytes > 0 && bytes + piece.length > oneWriteBytesMax) {
      yield memory.subarray(0, bytes);
      bytes = 0;
    }
    if (bytes + piece.length > memory.length) {
      const larger = new Uint8Array(Math.max(2 * memory.length, bytes + piece.length));
      larger.set(memory.subarray(0, bytes));
      memory = larger;
    }
    memory.set(piece, bytes);
    bytes += piece.length;
  }
  if (bytes > 0) {
    yield memory.subarray(0, bytes);
  }
}
