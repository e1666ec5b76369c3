import type { Limits, Measured, Owed, Protocol } from "./protocol.ts";
import { startReading } from "./reading.ts";

/** The reply of a correct server on one connection to the bytes sent on it. */
export interface EchoModel {
  /**
   * Takes the next bytes that the client sent.
   *
   * @returns the bytes that the server owes for them, in order. They may share memory with the
   * input of this call.
   */
  push(bytes: Uint8Array): readonly Uint8Array[];
  /** Total bytes owed so far. */
  readonly owedBytes: number;
  /** What the server may send behind what it owes: for a message that it may or must refuse. */
  readonly optional: Uint8Array;
  /** Whether the client has sent what must end the connection. */
  readonly refused: boolean;
  /** Whether a farewell is owed, which is then the last of what is. */
  readonly owesFarewell: boolean;
  /** Whether the client has sent whole messages only, so that it may send another. */
  readonly betweenMessages: boolean;
}

/** @returns a model of one connection, which computes everything the server must send back. */
export function startModel(protocol: Protocol, limits: Limits): EchoModel {
  const { opening, measure } = protocol;
  const respond = protocol.startReplies?.(limits) ?? null;
  const read = startReading(protocol);
  const beginning = startBeginning();
  let openingRound = 0;
  let owedBytes = 0;
  let refused = false;
  let owesFarewell = false;
  let optional: Uint8Array = new Uint8Array();
  /** Whether the message being received has what is owed for its beginning. */
  let owesInterim = false;
  /** The length of the message being received; null until its bytes say. */
  let messageBytes: number | null = null;

  /** @returns what is known of the message being received. */
  const lookAt = (bytes: Uint8Array): Uint8Array => {
    const round = opening[openingRound];
    const known = beginning.followedBy(bytes);
    const found = round === undefined ? measure(known, limits) : measureOpening(round.send, known);
    refused = found === "refused";
    messageBytes = typeof found === "number" ? found : null;
    if (messageBytes !== null && !(messageBytes > beginning.bytes)) {
      throw new RangeError(
        `The protocol ${protocol.name}: measure: expected a message that is not over yet, ` +
          `found one of ${messageBytes} bytes, of which ${beginning.bytes} came before.`,
      );
    }
    return known;
  };

  const replyTo = (message: Uint8Array): Owed<Uint8Array> => {
    messageBytes = null;
    owesInterim = false;
    const round = opening[openingRound];
    if (round !== undefined) {
      openingRound += 1;
      return round.reply;
    }
    return respond === null ? message : respond(message);
  };

  /** @returns the bytes of a reply, or what they say where a server may choose them. */
  const said = (reply: Uint8Array): readonly Uint8Array[] =>
    (read?.(reply) ?? [reply]).flatMap((part) => {
      const bytes = part instanceof Uint8Array ? part : part.farewell;
      owesFarewell ||= bytes !== undefined && bytes !== part;
      return bytes === undefined ? [] : [bytes];
    });

  const owe = (reply: Owed<Uint8Array>, owed: Uint8Array[]): void => {
    if (reply === null) {
      refused = true;
      return;
    }
    const isLast = !(reply instanceof Uint8Array);
    const parts = said(isLast ? reply.last : reply);
    if (isLast && reply.optional === true) {
      optional = Buffer.concat(parts);
    } else {
      owedBytes += parts.reduce((sum, { length }) => sum + length, 0);
      owed.push(...parts);
    }
    refused = owesFarewell || isLast;
  };

  /** Adds what comes before the reply to a message, or instead of it. */
  const oweForBeginning = (known: Uint8Array, owed: Uint8Array[]): void => {
    if (opening[openingRound] !== undefined) {
      return;
    }
    if (refused) {
      optional = Buffer.concat(protocol.begun === null ? [] : said(protocol.begun(known)));
      return;
    }
    const interim = owesInterim ? null : (protocol.interim?.(known) ?? null);
    if (interim !== null) {
      owesInterim = true;
      owe(interim, owed);
    }
  };

  const keep = (bytes: Uint8Array): void => {
    if (!refused) {
      beginning.add(bytes, messageBytes);
    }
  };

  return {
    get owedBytes() {
      return owedBytes;
    },
    get optional() {
      return optional;
    },
    get refused() {
      return refused;
    },
    get owesFarewell() {
      return owesFarewell;
    },
    get betweenMessages() {
      return refused || beginning.bytes === 0;
    },
    push(bytes) {
      const owed: Uint8Array[] = [];
      let rest = bytes;
      while (!refused && rest.length > 0) {
        if (messageBytes === null) {
          oweForBeginning(lookAt(rest), owed);
        }
        const missing = (messageBytes ?? Number.POSITIVE_INFINITY) - beginning.bytes;
        if (refused || missing > rest.length) {
          keep(rest);
          break;
        }
        owe(replyTo(beginning.takeWith(rest.subarray(0, missing))), owed);
        rest = rest.subarray(missing);
      }
      return owed;
    },
  };
}

/** Where a client opens otherwise than the protocol does, the server must not take it for open. */
function measureOpening(send: Uint8Array, bytes: Uint8Array): Measured {
  const length = Math.min(send.length, bytes.length);
  if (Buffer.compare(send.subarray(0, length), bytes.subarray(0, length)) !== 0) {
    return "refused";
  }
  return length < send.length ? "more" : send.length;
}

/** The beginning of a message whose rest has not arrived, copied: callers use their memory again. */
interface Beginning {
  readonly bytes: number;
  /** @returns it and what follows. Valid until the next call. */
  followedBy(bytes: Uint8Array): Uint8Array;
  /** @param atMost the length of the whole message; null where it is not known. */
  add(bytes: Uint8Array, atMost: number | null): void;
  /** @returns the whole message, and forgets it. */
  takeWith(end: Uint8Array): Uint8Array;
}

/** Most messages that are split at all are short. */
const memoryBytesMin = 64;

function startBeginning(): Beginning {
  let memory = new Uint8Array();
  let used = 0;
  const makeRoom = (bytes: number, atMost: number) => {
    if (used + bytes > memory.length) {
      const doubled = Math.min(Math.max(memoryBytesMin, 2 * memory.length), atMost);
      const larger = new Uint8Array(Math.max(used + bytes, doubled));
      larger.set(memory.subarray(0, used));
      memory = larger;
    }
  };
  const write = (bytes: Uint8Array, atMost = Number.POSITIVE_INFINITY) => {
    makeRoom(bytes.length, atMost);
    memory.set(bytes, used);
  };
  return {
    get bytes() {
      return used;
    },
    followedBy(bytes) {
      if (used === 0) {
        return bytes;
      }
      write(bytes);
      return memory.subarray(0, used + bytes.length);
    },
    add(bytes, atMost) {
      write(bytes, atMost ?? undefined);
      used += bytes.length;
    },
    takeWith(end) {
      if (used === 0) {
        return end;
      }
      write(end);
      const whole = memory.subarray(0, used + end.length);
      // What is owed may be looked at after the next message has begun.
      memory = new Uint8Array();
      used = 0;
      return whole;
    },
  };
}
