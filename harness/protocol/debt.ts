import type { Owed, Protocol } from "./protocol.ts";
import { startReading } from "./reading.ts";

/** What a server owes on one connection, and what it may send behind that. */
export interface Debt {
  readonly owedBytes: number;
  /** What the server may send behind what it owes: for a message that it may or must refuse. */
  readonly optional: Uint8Array;
  /** Whether a farewell is owed behind that many bytes. */
  hasFarewellAt(offset: number): boolean;
  /** Whether nothing is owed for what follows, and the connection must end. */
  readonly isOver: boolean;
  /** @returns what is owed for the beginning of a message, once, before its reply. */
  forBeginning(known: Uint8Array): readonly Uint8Array[];
  /** @returns what is owed for a whole message. */
  forMessage(reply: Owed<Uint8Array>): readonly Uint8Array[];
  /** @param known what must be refused; null where that is no message. */
  refuse(known: Uint8Array | null): void;
}

export function startDebt(protocol: Protocol): Debt {
  const { interim, begun } = protocol;
  const read = startReading(protocol);
  let owedBytes = 0;
  let optional: Uint8Array = new Uint8Array();
  const farewellOffsets = new Set<number>();
  let isOver = false;
  let owesInterim = false;

  /** @returns a reply, or what it says where a server may choose how it writes that. */
  const partsOf = (reply: Uint8Array) =>
    (read?.(reply) ?? [reply]).flatMap((part) => {
      const bytes = part instanceof Uint8Array ? part : part.farewell;
      return bytes === undefined ? [] : [{ bytes, isFarewell: bytes !== part }];
    });

  const allow = (reply: Uint8Array): void => {
    optional = Buffer.concat(partsOf(reply).map(({ bytes }) => bytes));
  };

  const owe = (reply: Uint8Array): readonly Uint8Array[] => {
    if (read === null) {
      owedBytes += reply.length;
      return [reply];
    }
    return partsOf(reply).map(({ bytes, isFarewell }) => {
      if (isFarewell) {
        farewellOffsets.add(owedBytes);
      }
      owedBytes += bytes.length;
      return bytes;
    });
  };

  return {
    get owedBytes() {
      return owedBytes;
    },
    get optional() {
      return optional;
    },
    hasFarewellAt: (offset) => farewellOffsets.has(offset),
    get isOver() {
      return isOver;
    },
    forBeginning(known) {
      const reply = owesInterim ? null : (interim?.(known) ?? null);
      owesInterim ||= reply !== null;
      return reply === null ? [] : owe(reply);
    },
    forMessage(reply) {
      owesInterim = false;
      if (reply instanceof Uint8Array) {
        return owe(reply);
      }
      isOver = true;
      if (reply?.optional === true) {
        allow(reply.last);
        return [];
      }
      return reply === null ? [] : owe(reply.last);
    },
    refuse(known) {
      isOver = true;
      const reply = known === null ? null : (begun?.(known) ?? null);
      if (reply !== null) {
        allow(reply);
      }
    },
  };
}
