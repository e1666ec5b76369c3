import type { Limits, Protocol } from "./protocol.ts";

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
  /** Whether the client has sent what must end the connection. */
  readonly refused: boolean;
}

/** @returns a model of one connection, which computes everything the server must send back. */
export function startModel(protocol: Protocol, limits: Limits): EchoModel {
  const { opening, measure, reply = null } = protocol;
  const beginning = startBeginning();
  let isOpening = opening !== null;
  let owedBytes = 0;
  let refused = false;
  /** The length of the message being received; null until its bytes say. */
  let messageBytes: number | null = opening?.send.length ?? null;

  const lookAt = (bytes: Uint8Array): void => {
    const found = measure(beginning.followedBy(bytes), limits);
    refused = found === "refused";
    messageBytes = typeof found === "number" ? found : null;
    if (messageBytes !== null && !(messageBytes > beginning.bytes)) {
      throw new RangeError(
        `The protocol ${protocol.name}: measure: expected a message that is not over yet, ` +
          `found one of ${messageBytes} bytes, of which ${beginning.bytes} came before.`,
      );
    }
  };

  const replyTo = (message: Uint8Array): Uint8Array => {
    const owed = isOpening && opening !== null ? opening.reply : (reply?.(message) ?? message);
    isOpening = false;
    owedBytes += owed.length;
    messageBytes = null;
    return owed;
  };

  return {
    get owedBytes() {
      return owedBytes;
    },
    get refused() {
      return refused;
    },
    push(bytes) {
      const owed: Uint8Array[] = [];
      let rest = bytes;
      while (!refused && rest.length > 0) {
        if (messageBytes === null) {
          lookAt(rest);
        }
        if (refused) {
          break;
        }
        const missing = (messageBytes ?? Number.POSITIVE_INFINITY) - beginning.bytes;
        if (missing > rest.length) {
          beginning.add(rest, messageBytes);
          break;
        }
        owed.push(replyTo(beginning.takeWith(rest.subarray(0, missing))));
        rest = rest.subarray(missing);
      }
      return owed;
    },
  };
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
