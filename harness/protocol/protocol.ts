import type { CaseContext } from "../scenario/amount.ts";

/** Bytes on the wire. A string stands for its UTF-8 encoding. */
export type Bytes = string | Uint8Array;

/** What a server is told, or asked to keep to. */
export type Limits = Pick<CaseContext, "maxFrameBytes">;

/**
 * Where the first message of some bytes ends: its length on the wire, which may be more than there
 * is yet; `more` while that cannot be said; `refused` for what must end the connection.
 */
export type Measured = number | "more" | "refused";

/**
 * How messages lie on a byte stream, and what a correct server owes for them, as a module states it.
 * Only `name`, `title` and `measure` are needed: by default a message is its payload.
 */
export interface ProtocolDefinition {
  /** Lower-case, such as `framed`: what `--protocol` and histories call it. */
  readonly name: string;
  readonly title: string;
  /**
   * What stands before a payload. Default: nothing.
   *
   * @param mark a number of 32 bits that no other message of the case has, for keys and masks. The
   *   header's length must not depend on it.
   */
  readonly header?: (payloadBytes: number, mark: number) => Bytes;
  /** What stands behind a payload. Default: nothing. */
  readonly trailer?: Bytes | ((payloadBytes: number, mark: number) => Bytes);
  /** The bytes that payloads are made of. Default: all 256. */
  readonly alphabet?: Bytes;
  /** @param bytes what was sent from the beginning of a message on; at least one byte. */
  readonly measure: (bytes: Uint8Array, limits: Limits) => Measured;
  /** What a correct server owes for one message. Default: the same bytes. */
  readonly reply?: (message: Uint8Array) => Bytes;
  /** The lengths that a header can announce. Default: headers announce none. */
  readonly lengths?: {
    /** The largest that `header` can write. */
    readonly most: number;
    /** A header that announces a negative length, where the wire has a sign. */
    readonly negative?: Bytes;
  };
  /** The least that must end the connection. Default: a header with the largest length. */
  readonly unacceptable?: (limits: Limits) => Bytes;
  /** Servers take payloads of any length: none above the cap are sent. Default: they have a cap. */
  readonly cap?: false;
  /** Messages cannot be told apart on the wire. Default: they can. */
  readonly boundaries?: false;
  /** A server need not serve a peer that has shut down writing. Default: it must. */
  readonly halfClose?: false;
  /** Each message is a UDP datagram of its own. Default: messages follow each other on a byte stream. */
  readonly datagrams?: true;
  /** What a client sends when it has connected, and what must come back before anything else. */
  readonly opening?: { readonly send: Bytes; readonly reply: Bytes };
}

/** A protocol with every default filled in. */
export interface Protocol {
  readonly name: string;
  readonly title: string;
  header(payloadBytes: number, mark: number): Uint8Array;
  trailer(payloadBytes: number, mark: number): Uint8Array;
  readonly alphabet: Uint8Array | null;
  measure(bytes: Uint8Array, limits: Limits): Measured;
  /** Null where messages come back unchanged. */
  readonly reply: ((message: Uint8Array) => Uint8Array) | null;
  readonly lengths: { readonly most: number; readonly negative: Uint8Array | null } | null;
  readonly unacceptable: ((limits: Limits) => Uint8Array) | null;
  readonly cap: boolean;
  readonly boundaries: boolean;
  readonly halfClose: boolean;
  readonly datagrams: boolean;
  readonly opening: { readonly send: Uint8Array; readonly reply: Uint8Array } | null;
}

export function completeProtocol(definition: ProtocolDefinition): Protocol {
  const { name, title, measure, reply, lengths, unacceptable, opening } = definition;
  const header = bytesMaker(definition.header);
  return {
    name,
    title,
    header,
    trailer: bytesMaker(definition.trailer),
    alphabet: definition.alphabet === undefined ? null : bytesOf(definition.alphabet),
    measure,
    reply: reply === undefined ? null : (message) => bytesOf(reply(message)),
    lengths:
      lengths === undefined
        ? null
        : {
            most: lengths.most,
            negative: lengths.negative === undefined ? null : bytesOf(lengths.negative),
          },
    unacceptable: unacceptableOf(
      unacceptable,
      lengths === undefined ? null : () => header(lengths.most, 0),
    ),
    cap: definition.cap ?? true,
    boundaries: definition.boundaries ?? true,
    halfClose: definition.halfClose ?? true,
    datagrams: definition.datagrams ?? false,
    opening:
      opening === undefined ? null : { send: bytesOf(opening.send), reply: bytesOf(opening.reply) },
  };
}

function unacceptableOf(
  given: ProtocolDefinition["unacceptable"],
  longest: Protocol["unacceptable"],
): Protocol["unacceptable"] {
  return given === undefined ? longest : (limits) => bytesOf(given(limits));
}

const nothing = new Uint8Array();

function bytesMaker(
  given: ProtocolDefinition["trailer"],
): (payloadBytes: number, mark: number) => Uint8Array {
  if (typeof given === "function") {
    return (payloadBytes, mark) => bytesOf(given(payloadBytes, mark));
  }
  const bytes = given === undefined ? nothing : bytesOf(given);
  return () => bytes;
}

function bytesOf(bytes: Bytes): Uint8Array {
  return typeof bytes === "string" ? Buffer.from(bytes) : bytes;
}
