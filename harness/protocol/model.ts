import { startDebt } from "./debt.ts";
import type { Limits, Measured, Owed, Protocol } from "./protocol.ts";

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
  /** Whether a farewell is owed behind that many bytes. */
  owesFarewellAt(offset: number): boolean;
  /** The message of which the client has sent a part; null where it may send another. */
  readonly begun: BegunMessage | null;
}

interface BegunMessage {
  /** On the wire; null while its beginning does not say. */
  readonly bytes: number | null;
}

/**
 * @param onMessage called when the last byte of a message, or of a round of the opening, was taken and
 *   what is owed for it is counted; with its length on the wire.
 * @returns a model of one connection, which computes everything the server must send back.
 */
export function startModel(
  protocol: Protocol,
  limits: Limits,
  onMessage: (bytes: number) => void = () => {},
): EchoModel {
  const { opening, closing, measure } = protocol;
  const respond = protocol.startReplies?.(limits) ?? null;
  const debt = startDebt(protocol);
  const beginning = startBeginning();
  let openingRound = 0;
  /** The length of the message being received; null until its bytes say. */
  let messageBytes: number | null = null;

  /** @returns what is owed for the beginning of a message. */
  const lookAt = (bytes: Uint8Array): readonly Uint8Array[] => {
    const round = opening[openingRound];
    const known = beginning.followedBy(bytes);
    const found = round === undefined ? measure(known, limits) : measureOpening(round.send, known);
    messageBytes = typeof found === "number" ? found : null;
    if (messageBytes !== null && !(messageBytes > beginning.bytes)) {
      throw new RangeError(
        `The protocol ${protocol.name}: measure: expected a message that is not over yet, ` +
          `found one of ${messageBytes} bytes, of which ${beginning.bytes} came before.`,
      );
    }
    if (found === "refused") {
      debt.refuse(round === undefined ? known : null);
      return [];
    }
    return round === undefined ? debt.forBeginning(known) : [];
  };

  const replyTo = (message: Uint8Array): Owed<Uint8Array> => {
    messageBytes = null;
    const round = opening[openingRound];
    if (round !== undefined) {
      openingRound += 1;
      return round.reply;
    }
    const lastReply = closing !== null && isSame(message, closing.send) ? closing.reply : null;
    if (lastReply !== null) {
      return { last: lastReply };
    }
    return respond === null ? message : respond(message);
  };

  const keep = (bytes: Uint8Array): void => {
    if (!debt.isOver) {
      beginning.add(bytes, messageBytes);
    }
  };

  return {
    get owedBytes() {
      return debt.owedBytes;
    },
    get optional() {
      return debt.optional;
    },
    get refused() {
      return debt.isOver;
    },
    owesFarewellAt: debt.hasFarewellAt,
    get begun() {
      return debt.isOver || beginning.bytes === 0 ? null : { bytes: messageBytes };
    },
    push(bytes) {
      const owed: Uint8Array[] = [];
      let rest = bytes;
      while (!debt.isOver && rest.length > 0) {
        if (messageBytes === null) {
          owed.push(...lookAt(rest));
        }
        const missing = (messageBytes ?? Number.POSITIVE_INFINITY) - beginning.bytes;
        if (debt.isOver || missing > rest.length) {
          keep(rest);
          break;
        }
        const wholeBytes = beginning.bytes + missing;
        const message = beginning.takeWith(rest.subarray(0, missing));
        owed.push(...debt.forMessage(replyTo(message)));
        onMessage(wholeBytes);
        rest = rest.subarray(missing);
      }
      return owed;
    },
  };
}

function isSame(bytes: Uint8Array, others: Uint8Array): boolean {
  return bytes.length === others.length && Buffer.compare(bytes, others) === 0;
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
