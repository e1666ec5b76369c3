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
 * What a correct server owes for a message; null where the message must end the connection.
 *
 * - `last`: it owes that, and no later message is served on the connection. Where it is `optional`, the server
 *   may refuse the message instead.
 */
export type Owed<B = Bytes> = B | { readonly last: B; readonly optional?: true } | null;

/**
 * A part of what a server sent, as a reader understands it. Bytes are compared with what is owed.
 *
 * - `answer`: what a correct client sends at once, and what is owed has nothing of it.
 * - `farewell`: an error or a reason that a server may give unasked before it ends the connection. It is
 *   compared only at a place where one is owed; elsewhere the client sends its `answer` to it, and no
 *   bytes to compare may follow.
 * - `malformed`: why the `rest` and all that follows cannot be read.
 */
export type ReplyPart<B = Bytes> =
  | B
  | { readonly answer: B }
  | { readonly farewell: B; readonly answer?: B }
  | { readonly malformed: string; readonly rest: Uint8Array };

/**
 * @param isEnd whether the server has sent a FIN, behind which nothing follows. The bytes are then empty.
 * @returns what the next bytes from the server say, in a form that does not depend on its choices.
 */
export type ReplyReader<B = Bytes> = (
  bytes: Uint8Array,
  isEnd?: boolean,
) => readonly ReplyPart<B>[];

/** What a client sends first, and what must come back for it. */
interface OpeningRound<B = Bytes> {
  readonly send: B;
  readonly reply: B;
}

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
  /** Changes a payload in place to what is sent between header and trailer. Default: it stays. */
  readonly mask?: (payload: Uint8Array, mark: number) => void;
  /** The bytes that payloads are made of. Default: all 256. */
  readonly alphabet?: Bytes;
  /** @param bytes what was sent from the beginning of a message on; at least one byte. */
  readonly measure: (bytes: Uint8Array, limits: Limits) => Measured;
  /** What a correct server owes for one message. Default: the same bytes. */
  readonly reply?: (message: Uint8Array) => Bytes;
  /**
   * Begins a connection on which what is owed for a message depends on earlier ones: instead of
   * `reply`. The message is valid until the call returns, and must not be changed.
   */
  readonly startReplies?: (limits: Limits) => (message: Uint8Array) => Owed;
  /**
   * What is owed for the beginning of a message, before and in front of the reply; null for nothing. It is
   * asked again as more of the message arrives, until it owes something. Default: nothing.
   */
  readonly interim?: (beginning: Uint8Array) => Bytes | null;
  /**
   * What a server may have sent for a message before it found that it must end the connection: the beginning of
   * a reply. Default: nothing.
   *
   * @param beginning what was sent of the message, and perhaps more behind it.
   */
  readonly begun?: (beginning: Uint8Array) => Bytes;
  /**
   * Begins to read what comes back on a connection, where a server may choose how it writes that. What is
   * owed is read likewise, and compared with it. However the bytes are split, the parts must be the
   * same when they are joined. Default: bytes are compared as they are.
   */
  readonly startReader?: () => ReplyReader;
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
  /**
   * A server that must end a connection because of what it received may drop the messages in front of that
   * which it has not answered yet. Default: it answers them first.
   */
  readonly dropsUnanswered?: true;
  /** Each message is a UDP datagram of its own. Default: messages follow each other on a byte stream. */
  readonly datagrams?: true;
  /** A server may begin its reply before it has the whole message. Default: it must wait for it. */
  readonly early?: true;
  /** What a client sends when it has connected, and what must come back before anything else. */
  readonly opening?: OpeningRound | readonly OpeningRound[];
  /**
   * The message by which a client ends a connection. The server then ends it, and serves nothing behind that
   * message. `reply` is what it owes for it: default what `startReplies` owes, or nothing. Default: none, a
   * client just closes.
   */
  readonly closing?: { readonly send: Bytes; readonly reply?: Bytes };
  /**
   * How long, in ms, a server waits at least for an answer to what it asks of a client. A client that does
   * not read, or is within a message, cannot answer: no scenario is so for longer. Default: forever.
   */
  readonly patienceMs?: number;
  /** What a server must do beside sending messages back, in a few sentences. Default: nothing. */
  readonly contract?: string;
}

/** A protocol with every default filled in. */
export interface Protocol {
  readonly name: string;
  readonly title: string;
  header(payloadBytes: number, mark: number): Uint8Array;
  trailer(payloadBytes: number, mark: number): Uint8Array;
  readonly alphabet: Uint8Array | null;
  measure(bytes: Uint8Array, limits: Limits): Measured;
  /** Null where a payload is sent as it is. */
  readonly mask: ((payload: Uint8Array, mark: number) => void) | null;
  /** Null where messages come back unchanged. */
  readonly startReplies: ((limits: Limits) => (message: Uint8Array) => Owed<Uint8Array>) | null;
  /** Null where nothing is owed before the end of a message. */
  readonly interim: ((beginning: Uint8Array) => Uint8Array | null) | null;
  /** Null where nothing may be sent for what must end the connection. */
  readonly begun: ((beginning: Uint8Array) => Uint8Array) | null;
  /** Null where bytes are compared as they are. */
  readonly startReader: (() => ReplyReader<Uint8Array>) | null;
  readonly lengths: { readonly most: number; readonly negative: Uint8Array | null } | null;
  readonly unacceptable: ((limits: Limits) => Uint8Array) | null;
  readonly cap: boolean;
  readonly boundaries: boolean;
  readonly halfClose: boolean;
  readonly dropsUnanswered: boolean;
  readonly datagrams: boolean;
  readonly early: boolean;
  /** Empty where a client may send messages at once. */
  readonly opening: readonly OpeningRound<Uint8Array>[];
  /** Null where a client just closes. */
  readonly closing: {
    readonly send: Uint8Array;
    /** Null for what `startReplies` owes. */
    readonly reply: Uint8Array | null;
  } | null;
  /** Infinity where a server waits forever. */
  readonly patienceMs: number;
  readonly contract: string | null;
}

const nothing = new Uint8Array();

export function completeProtocol(definition: ProtocolDefinition): Protocol {
  const { name, title, measure, lengths, unacceptable, startReader, opening = [] } = definition;
  const { interim, begun } = definition;
  const header = bytesMaker(definition.header);
  return {
    name,
    title,
    header,
    trailer: bytesMaker(definition.trailer),
    alphabet: definition.alphabet === undefined ? null : bytesOf(definition.alphabet),
    measure,
    mask: definition.mask ?? null,
    startReplies: repliesOf(definition),
    interim: interim === undefined ? null : (beginning) => bytesOrNull(interim(beginning)),
    begun: begun === undefined ? null : (beginning) => bytesOf(begun(beginning)),
    startReader: startReader === undefined ? null : () => readerOf(startReader()),
    lengths: lengths === undefined ? null : lengthsOf(lengths),
    unacceptable: unacceptableOf(
      unacceptable,
      lengths === undefined ? null : () => header(lengths.most, 0),
    ),
    cap: definition.cap ?? true,
    boundaries: definition.boundaries ?? true,
    halfClose: definition.halfClose ?? true,
    dropsUnanswered: definition.dropsUnanswered ?? false,
    datagrams: definition.datagrams ?? false,
    early: definition.early ?? false,
    opening: [opening].flat().map(({ send, reply }) => ({
      send: bytesOf(send),
      reply: bytesOf(reply),
    })),
    closing: closingOf(definition),
    patienceMs: definition.patienceMs ?? Number.POSITIVE_INFINITY,
    contract: definition.contract ?? null,
  };
}

function lengthsOf({
  most,
  negative,
}: NonNullable<ProtocolDefinition["lengths"]>): NonNullable<Protocol["lengths"]> {
  return { most, negative: negative === undefined ? null : bytesOf(negative) };
}

function closingOf({ closing, startReplies }: ProtocolDefinition): Protocol["closing"] {
  if (closing === undefined) {
    return null;
  }
  const { send, reply } = closing;
  const otherwise = startReplies === undefined ? nothing : null;
  return { send: bytesOf(send), reply: reply === undefined ? otherwise : bytesOf(reply) };
}

function repliesOf({ reply, startReplies }: ProtocolDefinition): Protocol["startReplies"] {
  if (startReplies !== undefined) {
    return (limits) => {
      const replyTo = startReplies(limits);
      return (message) => owedOf(replyTo(message));
    };
  }
  return reply === undefined ? null : () => (message) => bytesOf(reply(message));
}

function owedOf(owed: Owed): Owed<Uint8Array> {
  if (typeof owed === "object" && owed !== null && "last" in owed) {
    return { ...owed, last: bytesOf(owed.last) };
  }
  return bytesOrNull(owed);
}

function readerOf(read: ReplyReader): ReplyReader<Uint8Array> {
  return (bytes, isEnd) => read(bytes, isEnd).map(partOf);
}

function partOf(part: ReplyPart): ReplyPart<Uint8Array> {
  if (isBytes(part)) {
    return bytesOf(part);
  }
  if ("malformed" in part) {
    return part;
  }
  const answer = part.answer === undefined ? {} : { answer: bytesOf(part.answer) };
  return "farewell" in part
    ? { farewell: bytesOf(part.farewell), ...answer }
    : { answer: bytesOf(part.answer) };
}

function unacceptableOf(
  given: ProtocolDefinition["unacceptable"],
  longest: Protocol["unacceptable"],
): Protocol["unacceptable"] {
  return given === undefined ? longest : (limits) => bytesOf(given(limits));
}

function bytesMaker(
  given: ProtocolDefinition["trailer"],
): (payloadBytes: number, mark: number) => Uint8Array {
  if (typeof given === "function") {
    return (payloadBytes, mark) => bytesOf(given(payloadBytes, mark));
  }
  const bytes = given === undefined ? nothing : bytesOf(given);
  return () => bytes;
}

function isBytes(value: unknown): value is Bytes {
  return typeof value === "string" || value instanceof Uint8Array;
}

function bytesOrNull(bytes: Bytes | null): Uint8Array | null {
  return bytes === null ? null : bytesOf(bytes);
}

function bytesOf(bytes: Bytes): Uint8Array {
  return typeof bytes === "string" ? Buffer.from(bytes) : bytes;
}
