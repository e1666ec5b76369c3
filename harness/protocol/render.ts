import { byteCount, type CaseContext } from "../scenario/amount.ts";
import type { Content, PayloadBytes } from "../scenario/content.ts";
import { clientEcho } from "./client-echo.ts";
import { cutOffset } from "./cut.ts";
import type { Protocol } from "./protocol.ts";
import { deriveSeed, fillRandom, randomIntegers } from "./random.ts";

/** What a step sends, and from what its bytes derive. */
export interface ContentPart {
  readonly content: readonly Content[];
  /** 32 bits. */
  readonly seed: number;
  /** Of what it `finishes`: the seed of the item that began that message. Default: its own. */
  readonly begunSeed?: number;
}

/** @returns the seed of a message that the part leaves unfinished; null if it leaves none. */
export function begunSeedOf({ content, seed }: ContentPart): number | null {
  const index = content.findLastIndex((item) => "unfinished" in item);
  return index < 0 ? null : deriveSeed(seed, index);
}

/**
 * Generates the bytes of a step's content, message by message, deterministically from the seed.
 *
 * @returns pieces in sending order. Each is valid until the next one is requested,
 * which reuses its memory, so that hundreds of megabytes take the memory of one message.
 * @throws {RangeError} for content that the protocol cannot express.
 */
export function* renderContent(
  protocol: Protocol,
  { content, seed, begunSeed }: ContentPart,
  context: CaseContext,
): Generator<Uint8Array, void, undefined> {
  for (const [index, item] of content.entries()) {
    const itemSeed = deriveSeed(seed, index);
    if ("bytes" in item) {
      yield* renderMessages(protocol, item, itemSeed, context);
    } else if ("raw" in item) {
      yield* renderRaw(item);
    } else {
      const isEnd = "finishes" in item;
      yield renderOther(protocol, item, (isEnd ? begunSeed : null) ?? itemSeed, context);
    }
  }
}

type Messages = Extract<Content, { readonly bytes: unknown }>;
type Raw = Extract<Content, { readonly raw: unknown }>;

/** As many of them as are made at once, in bytes, where there are more. */
export const rawPieceBytes = 65_536;

function* renderRaw({ raw, times = 1 }: Raw): Generator<Uint8Array> {
  const once = Buffer.from(raw, "hex");
  const timesAtOnce = Math.min(times, Math.max(1, Math.floor(rawPieceBytes / once.length)));
  const piece = Uint8Array.from(Buffer.alloc(timesAtOnce * once.length, once));
  for (let left = times; left > 0; left -= timesAtOnce) {
    yield piece.slice(0, Math.min(left, timesAtOnce) * once.length);
  }
}

function renderOther(
  protocol: Protocol,
  item: Exclude<Content, Messages | Raw>,
  seed: number,
  context: CaseContext,
): Uint8Array {
  if ("echo" in item) {
    return clientEcho(protocol, item, context);
  }
  if ("junkBytes" in item) {
    const junk = new Uint8Array(byteCount(item.junkBytes, context));
    fillRandom(junk, seed);
    return junk;
  }
  if ("unfinished" in item || "finishes" in item) {
    return renderPart(protocol, item, seed, context);
  }
  if ("announces" in item) {
    return renderAnnouncement(protocol, item.announces, context);
  }
  if ("opening" in item) {
    return protocol.opening.length === 0
      ? inexpressible(protocol, item)
      : Buffer.concat(protocol.opening.map(({ send }) => send));
  }
  if ("closing" in item) {
    return protocol.closing?.send ?? inexpressible(protocol, item);
  }
  return protocol.unacceptable?.(context) ?? inexpressible(protocol, item);
}

type Part = Extract<Content, { readonly upTo: unknown } | { readonly from: unknown }>;

/** The beginning of a message, or its end. */
function renderPart(
  protocol: Protocol,
  item: Part,
  seed: number,
  context: CaseContext,
): Uint8Array {
  const isBeginning = "unfinished" in item;
  const payloadBytes = byteCount(isBeginning ? item.unfinished : item.finishes, context);
  const message = startWriter(protocol)(payloadBytes, deriveSeed(seed, 0));
  const offset = cutOffset(isBeginning ? item.upTo : item.from, protocol, payloadBytes);
  return isBeginning ? message.subarray(0, offset) : message.subarray(offset);
}

function renderAnnouncement(
  protocol: Protocol,
  announced: Extract<Content, { readonly announces: unknown }>["announces"],
  context: CaseContext,
): Uint8Array {
  if (announced === "negative") {
    return protocol.lengths?.negative ?? inexpressible(protocol, { announces: announced });
  }
  const length = byteCount(announced, context);
  return length > (protocol.lengths?.most ?? -1)
    ? inexpressible(protocol, { announces: announced })
    : protocol.header(length, 0);
}

function inexpressible(protocol: Protocol, item: Content): never {
  throw new RangeError(`The protocol ${protocol.name} cannot express ${JSON.stringify(item)}.`);
}

function* renderMessages(
  protocol: Protocol,
  item: Messages,
  seed: number,
  context: CaseContext,
): Generator<Uint8Array, void, undefined> {
  const sizes = payloadSizes(item.bytes, seed, context);
  const fillBytes = "fill" in item ? byteCount(item.fill, context) : Number.POSITIVE_INFINITY;
  if ("fill" in item && overheadBytes(protocol) + sizes.largest === 0) {
    return; // Empty messages never reach an amount.
  }
  const repeated = "repeated" in item && item.repeated === true;
  const messages = "fill" in item ? Number.POSITIVE_INFINITY : item.messages;
  const write = startWriter(protocol);
  let message = new Uint8Array();
  let bytes = 0;
  for (let number = 0; number < messages && bytes < fillBytes; number += 1) {
    if (number === 0 || !repeated) {
      message = write(sizes.next(), deriveSeed(seed, number));
    }
    bytes += message.length;
    yield message;
  }
}

/** @returns the bytes of an empty message. */
export function overheadBytes(protocol: Protocol): number {
  return protocol.header(0, 0).length + protocol.trailer(0, 0).length;
}

/** @returns a function that encodes a message with payload of its own, in the memory of the last one. */
function startWriter(protocol: Protocol) {
  let memory = new Uint8Array();
  return (payloadBytes: number, mark: number): Uint8Array<ArrayBuffer> => {
    const header = protocol.header(payloadBytes, mark);
    const trailer = protocol.trailer(payloadBytes, mark);
    const payloadEnd = header.length + payloadBytes;
    const bytes = payloadEnd + trailer.length;
    if (bytes > memory.length) {
      memory = new Uint8Array(bytes);
    }
    memory.set(header);
    const payload = memory.subarray(header.length, payloadEnd);
    fillPayload(payload, protocol, mark);
    protocol.mask?.(payload, mark);
    memory.set(trailer, payloadEnd);
    return memory.subarray(0, bytes);
  };
}

function fillPayload(payload: Uint8Array, { alphabet }: Protocol, seed: number): void {
  fillRandom(payload, seed);
  if (alphabet !== null) {
    for (let offset = 0; offset < payload.length; offset += 1) {
      payload[offset] = alphabet[(payload[offset] ?? 0) % alphabet.length] ?? 0;
    }
  }
}

interface PayloadSizes {
  readonly largest: number;
  next(): number;
}

function payloadSizes(bytes: PayloadBytes, seed: number, context: CaseContext): PayloadSizes {
  if (typeof bytes === "object" && "min" in bytes) {
    const largest = Math.max(bytes.min, byteCount(bytes.max, context));
    return { largest, next: randomIntegers(deriveSeed(seed, "sizes"), bytes.min, largest) };
  }
  if (typeof bytes === "object" && "byIndex" in bytes) {
    throw new Error("A size by index was not resolved for its connection.");
  }
  const largest = byteCount(bytes, context);
  return { largest, next: () => largest };
}
