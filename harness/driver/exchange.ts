import type { Clock } from "../history/clock.ts";
import type { ConnectionHistory } from "../history/history.ts";
import { startDigest } from "../protocol/digest.ts";
import { startModel } from "../protocol/model.ts";
import type { Protocol } from "../protocol/protocol.ts";
import { malformedMark, type ReadPart, startReading } from "../protocol/reading.ts";
import { begunSeedOf, type ContentPart } from "../protocol/render.ts";
import type { CaseContext } from "../scenario/amount.ts";
import type { Content } from "../scenario/content.ts";

/** Reading stops when the peer has sent this many bytes more than it owes. */
export const beyondBytesMax = 1024 * 1024;

const nothing: readonly Uint8Array[] = [];
const nothingMore = new Uint8Array();

/** Bytes sent and received on one connection, and what the peer owed at each moment. */
export interface Exchange {
  /** Begins a new part of the sent bytes; {@link offer} supplies them. */
  beginPart(content: readonly Content[], seed: number): ContentPart;
  /** How many parts were begun, which makes the next part's bytes different. */
  readonly parts: number;
  /** Records bytes before they are sent. */
  offer(bytes: Uint8Array): void;
  /** Records bytes that the current part should have sent, and could not. */
  withhold(bytes: number): void;
  /**
   * Records bytes that arrived, or what they say where the server chooses how it writes.
   *
   * @returns what a correct client answers, between two messages.
   */
  receive(bytes: Uint8Array): readonly Uint8Array[];
  /** Records the peer's FIN, which may be the end of a reply. */
  receiveEnd(): void;
  /** Whether the client has sent whole messages only. */
  readonly betweenMessages: boolean;
  readonly owedBytes: number;
  readonly receivedBytes: number;
  /** Whether far more arrived than was owed. */
  readonly flooded: boolean;
  toHistory(): Pick<ConnectionHistory, "sent" | "received" | "unsolicitedBytes">;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface ExchangeOptions {
  readonly protocol: Protocol;
  readonly context: CaseContext;
  readonly clock: Clock;
  /** How many of the first received bytes are kept. */
  readonly headBytes: number;
  /** Whether the client answers farewells alone. */
  readonly mute: boolean;
}

export function startExchange(options: ExchangeOptions): Exchange {
  const { protocol, context, clock, headBytes, mute } = options;
  const model = startModel(protocol, context);
  const read = startReading(protocol);
  const digest = startDigest(headBytes);
  let hasLeft = false;
  const parts = keepParts(clock);
  let unsolicitedBytes = 0;
  const compare = (bytes: Uint8Array): void => {
    if (hasLeft && bytes.length > 0) {
      hasLeft = false;
      digest.push(Buffer.from(`${malformedMark}bytes behind a farewell\n`));
    }
    digest.push(bytes);
  };
  /** @returns what a correct client answers to the part; null if nothing. */
  const receivePart = (part: ReadPart): Uint8Array | null => {
    if (part instanceof Uint8Array) {
      compare(part);
      return null;
    }
    const { farewell, answer = null } = part;
    if (farewell !== undefined && model.owesFarewellAt(digest.bytes)) {
      compare(farewell);
      return null;
    }
    const isAsked = farewell === undefined;
    hasLeft ||= !isAsked;
    return isAsked && mute ? null : answer;
  };
  const receive = (bytes: Uint8Array, isEnd: boolean): readonly Uint8Array[] => {
    if (read === null) {
      digest.push(bytes);
      return nothing;
    }
    return read(bytes, isEnd)
      .map(receivePart)
      .filter((answer) => answer !== null);
  };
  const countUnsolicited = (): void => {
    // The reply to a message may begin before its end: what it says is compared later.
    if (!protocol.early || model.begun === null) {
      const allowed = model.owedBytes + model.optional.length;
      unsolicitedBytes = Math.max(unsolicitedBytes, digest.bytes - allowed);
    }
  };
  return {
    beginPart: parts.begin,
    get parts() {
      return parts.all.length;
    },
    offer(bytes) {
      parts.current().bytes += bytes.length;
      model.push(bytes);
    },
    withhold(bytes) {
      parts.current().withheldBytes += bytes;
    },
    receive(bytes) {
      const answers = receive(bytes, false);
      countUnsolicited();
      return answers;
    },
    receiveEnd() {
      receive(nothingMore, true);
      countUnsolicited();
    },
    get betweenMessages() {
      return model.begun === null;
    },
    get owedBytes() {
      return model.owedBytes;
    },
    get receivedBytes() {
      return digest.bytes;
    },
    get flooded() {
      return unsolicitedBytes > beyondBytesMax;
    },
    toHistory: () => ({
      sent: parts.all,
      received: digest.finish(unsolicitedBytes > beyondBytesMax),
      unsolicitedBytes,
    }),
  };
}

/** The parts of what is sent on one connection. */
export function keepParts(clock: Clock) {
  const all: Mutable<ConnectionHistory["sent"][number]>[] = [];
  let begunSeed: number | null = null;
  return {
    all,
    begin(content: readonly Content[], seed: number): ContentPart {
      const known = content.some((item) => "finishes" in item) ? begunSeed : null;
      const part = { content, seed, ...(known === null ? {} : { begunSeed: known }) };
      begunSeed = begunSeedOf(part) ?? begunSeed;
      all.push({ atMs: clock.nowMs(), ...part, bytes: 0, withheldBytes: 0 });
      return part;
    },
    current() {
      const part = all.at(-1);
      if (part === undefined) {
        throw new Error("Bytes were offered before the part that they belong to was begun.");
      }
      return part;
    },
  };
}
