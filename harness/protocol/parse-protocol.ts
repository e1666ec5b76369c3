import {
  type Bytes,
  completeProtocol,
  type Limits,
  type Protocol,
  type ProtocolDefinition,
} from "./protocol.ts";
import { malformedMark, type ReadPart, startReading } from "./reading.ts";

interface ProtocolProblems {
  readonly file: string;
  /** Each begins with its field. */
  readonly problems: readonly string[];
}

/** A module does not define a protocol: file, field, what was expected and what was found. */
export class InvalidProtocolError extends Error {
  override readonly name = "InvalidProtocolError";
  readonly code = "INVALID_PROTOCOL";

  constructor({ file, problems }: ProtocolProblems, options?: ErrorOptions) {
    const lines = problems.map((problem) => `  ${problem}`).join("\n");
    super(`${file} does not define a protocol (see docs/protocols.md):\n${lines}`, options);
  }
}

/**
 * By hand rather than with zod, which the driver does without.
 *
 * @param file the module, for the message.
 * @throws {InvalidProtocolError} for a field that is missing or wrong, or contradicts another.
 */
export function parseProtocol(data: unknown, file: string): Protocol {
  if (!isRecord(data)) {
    const problem = `default export: expected defineProtocol({ … }), found ${describe(data)}`;
    throw new InvalidProtocolError({ file, problems: [problem] });
  }
  const problems = fieldProblems(data);
  if (problems.length > 0) {
    throw new InvalidProtocolError({ file, problems });
  }
  const protocol = completeProtocol(data as unknown as ProtocolDefinition);
  const contradictions = probe(protocol);
  if (contradictions.length > 0) {
    throw new InvalidProtocolError({ file, problems: contradictions });
  }
  return protocol;
}

/** What a field's value must be, in words and as a test. */
interface Expectation {
  readonly words: string;
  readonly holds: (value: unknown) => boolean;
  readonly needed?: true;
}

const bytes = { words: "a string or a Uint8Array", holds: isBytes };
const someBytes = {
  words: "a string or a Uint8Array that is not empty",
  holds: (value: unknown) => isBytes(value) && value.length > 0,
};
const aFunction = { words: "a function", holds: isFunction };
const bytesOrFunction = {
  words: "a string, a Uint8Array or a function",
  holds: (value: unknown) => isBytes(value) || isFunction(value),
};
const onlyFalse = {
  words: "false, or nothing",
  holds: (value: unknown) => value === false,
};

const onlyTrue = {
  words: "true, or nothing",
  holds: (value: unknown) => value === true,
};

const expectations: Readonly<Record<keyof ProtocolDefinition, Expectation>> = {
  name: {
    words: "a name such as memcached",
    holds: (value) => typeof value === "string" && /^[a-z][a-z0-9-]*$/.test(value),
    needed: true,
  },
  title: {
    words: "a few words",
    holds: (value) => typeof value === "string" && value !== "",
    needed: true,
  },
  measure: { ...aFunction, needed: true },
  header: aFunction,
  trailer: bytesOrFunction,
  alphabet: someBytes,
  mask: aFunction,
  reply: aFunction,
  startReplies: aFunction,
  interim: aFunction,
  begun: aFunction,
  startReader: aFunction,
  lengths: {
    words: "{ most: a whole number, negative?: bytes }",
    holds: (value) =>
      isRecord(value) &&
      Number.isSafeInteger(value["most"]) &&
      isBytes(value["negative"] ?? "") &&
      hasOnly(value, ["most", "negative"]),
  },
  unacceptable: aFunction,
  cap: onlyFalse,
  boundaries: onlyFalse,
  halfClose: onlyFalse,
  dropsUnanswered: onlyTrue,
  datagrams: onlyTrue,
  early: onlyTrue,
  opening: {
    words: "{ send: bytes, reply: bytes }, of which send is not empty, or a list of such",
    holds: (value) => {
      const rounds: readonly unknown[] = Array.isArray(value) ? value : [value];
      return rounds.length > 0 && rounds.every(isRound);
    },
  },
  closing: {
    words: "{ send: bytes that are not empty, reply?: bytes }",
    holds: (value) =>
      isRecord(value) &&
      someBytes.holds(value["send"]) &&
      bytes.holds(value["reply"] ?? "") &&
      hasOnly(value, ["send", "reply"]),
  },
  patienceMs: {
    words: "a number of milliseconds above 0",
    holds: (value) => typeof value === "number" && value > 0,
  },
  contract: {
    words: "a few sentences",
    holds: (value) => typeof value === "string" && value !== "",
  },
};

function isRound(value: unknown): boolean {
  return (
    isRecord(value) &&
    someBytes.holds(value["send"]) &&
    bytes.holds(value["reply"]) &&
    hasOnly(value, ["send", "reply"])
  );
}

function fieldProblems(data: Readonly<Record<string, unknown>>): readonly string[] {
  const known = Object.entries(expectations).flatMap(([field, { words, holds, needed }]) => {
    const value = data[field];
    const isRight = value === undefined ? needed !== true : holds(value);
    return isRight ? [] : [`${field}: expected ${words}, found ${describe(value)}`];
  });
  const fields = Object.keys(expectations);
  const unknown = Object.keys(data)
    .filter((field) => !fields.includes(field))
    .map((field) => `${field}: expected one of the fields ${fields.join(", ")}`);
  const both =
    data["reply"] === undefined || data["startReplies"] === undefined
      ? []
      : ["startReplies: expected nothing beside reply, found a function"];
  return [...known, ...unknown, ...both];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isBytes(value: unknown): value is Bytes {
  return typeof value === "string" || value instanceof Uint8Array;
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

function hasOnly(value: object, fields: readonly string[]): boolean {
  return Object.keys(value).every((field) => fields.includes(field));
}

function describe(value: unknown): string {
  if (value === undefined) {
    return "nothing";
  }
  return typeof value === "function" ? "a function" : (JSON.stringify(value) ?? String(value));
}

const limits: Limits = { maxFrameBytes: 1024 };

/** Sizes of the messages that are tried, in bytes of payload. */
const probedSizes = [1, 10, 100];

/** Tries the functions on a few messages. @returns where they contradict one another. */
function probe(protocol: Protocol): readonly string[] {
  const probes = [
    ...probedSizes.map((size) => () => probeMessage(protocol, size)),
    () => probeRefusal(protocol),
    () => probeClosing(protocol),
  ];
  for (const attempt of probes) {
    try {
      const problem = attempt();
      if (problem !== null) {
        return [problem];
      }
    } catch (error) {
      return [`a function of it threw: ${error instanceof Error ? error.message : String(error)}`];
    }
  }
  return [];
}

function probeMessage(protocol: Protocol, size: number): string | null {
  const pieces: Readonly<Record<string, unknown>> = {
    header: protocol.header(size, 1),
    trailer: protocol.trailer(size, 1),
  };
  for (const [field, made] of Object.entries(pieces)) {
    if (!(made instanceof Uint8Array)) {
      return `${field}: expected ${bytes.words} to be returned, found ${describe(made)}`;
    }
  }
  if (protocol.header(size, 1).length !== protocol.header(size, 0xffff_ffff).length) {
    return "header: expected the same length whatever the mark, found two";
  }
  const message = messageOf(protocol, size);
  return probeMeasure(protocol, message, size) ?? probeReply(protocol, message);
}

function probeReply(protocol: Protocol, message: Uint8Array): string | null {
  const owed = protocol.startReplies === null ? message : protocol.startReplies(limits)(message);
  if (owed === null) {
    return "startReplies: expected an answer to a message of the protocol, found null";
  }
  if (!(owed instanceof Uint8Array)) {
    return `reply: expected ${bytes.words} to be returned`;
  }
  const replies = Buffer.concat([...protocol.opening.map(({ reply }) => reply), owed]);
  return probeReader(protocol, replies);
}

/** Whether it reads what is owed, and alike however that is split. */
function probeReader(protocol: Protocol, replies: Uint8Array): string | null {
  const whole = startReading(protocol)?.(replies) ?? [];
  const text = comparable(whole);
  const at = text.indexOf(malformedMark);
  if (at >= 0) {
    const found = text.slice(at).split("\n", 1)[0] ?? "";
    return `startReader: expected what is owed to be readable, found ${JSON.stringify(found)}`;
  }
  const read = startReading(protocol);
  const split = Array.from(replies, (byte) => read?.(Uint8Array.of(byte)) ?? []).flat();
  return comparable(split) === text
    ? null
    : "startReader: expected the same parts however the bytes are split, found others";
}

function comparable(parts: readonly ReadPart[]): string {
  return Buffer.concat(parts.filter((part) => part instanceof Uint8Array)).toString("latin1");
}

/** Whether it finds the end of a message: of the whole one, of its beginnings, and before another. */
function probeMeasure(protocol: Protocol, message: Uint8Array, size: number): string | null {
  const whole = protocol.measure(message, limits);
  if (whole !== message.length) {
    return `measure: expected ${message.length} for a message of ${size} bytes of payload, found ${describe(whole)}`;
  }
  if (!protocol.boundaries) {
    return null;
  }
  for (let length = 1; length < message.length; length += 1) {
    const found = protocol.measure(message.slice(0, length), limits);
    if (found !== "more" && found !== message.length) {
      return `measure: expected "more" or ${message.length} for the first ${length} bytes of a message of ${message.length}, found ${describe(found)}`;
    }
  }
  const two = protocol.measure(Buffer.concat([message, message]), limits);
  return two === message.length
    ? null
    : `measure: expected ${message.length} for two such messages, found ${describe(two)}`;
}

function messageOf(protocol: Protocol, size: number): Uint8Array {
  const payload = new Uint8Array(size).fill(protocol.alphabet?.[0] ?? 0x61);
  protocol.mask?.(payload, 1);
  return Buffer.concat([protocol.header(size, 1), payload, protocol.trailer(size, 1)]);
}

function probeRefusal({ unacceptable, measure }: Protocol): string | null {
  if (unacceptable === null) {
    return null;
  }
  const found = measure(unacceptable(limits), limits);
  return found === "refused"
    ? null
    : `measure: expected "refused" for what is unacceptable, found ${describe(found)}`;
}

/** Whether what ends a connection is a message, and the last one that is served. */
function probeClosing(protocol: Protocol): string | null {
  const { opening, closing, measure, startReplies } = protocol;
  if (closing === null) {
    return null;
  }
  const found = measure(closing.send, limits);
  if (found !== closing.send.length) {
    return `measure: expected ${closing.send.length} for what closing sends, found ${describe(found)}`;
  }
  const { reply } = closing;
  const owed = reply === null ? startReplies?.(limits)(closing.send) : { last: reply };
  if (owed instanceof Uint8Array) {
    return "startReplies: expected { last }, or null, for what closing sends, found a reply";
  }
  const last = owed?.last ?? new Uint8Array();
  return probeReader(protocol, Buffer.concat([...opening.map((round) => round.reply), last]));
}
