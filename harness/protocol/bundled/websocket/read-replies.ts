import { isUtf8 } from "node:buffer";
import type { ReplyPart, ReplyReader } from "../../protocol.ts";
import { isCloseCode } from "./close-code.ts";
import { clientFrame, type FrameHeader, frameHeaderIn, opcodes } from "./frame.ts";
import { readHead } from "./read-opening.ts";

/**
 * Reads what a server sends as messages: each is its opcode, its payload, and its length in 8 bytes. So a
 * message is read as it arrives, though its length is not known before its last fragment.
 */
export function readReplies(): ReplyReader {
  return readMessages(startMessages());
}

/** What is made of the messages that a server sends, piece by piece. */
export interface MessageSink {
  /** Whether a message has begun and not ended. */
  readonly isWithin: boolean;
  /** The server has agreed to speak WebSocket. */
  open(agreed: readonly ReplyPart[]): readonly ReplyPart[];
  begin(opcode: number): readonly ReplyPart[];
  add(piece: Uint8Array): readonly ReplyPart[];
  /** A pong may come anywhere in a message. */
  pong(payload: Uint8Array): readonly ReplyPart[];
  /** Nothing behind what is malformed is read. */
  end(): readonly ReplyPart[];
}

/** Reads the opening handshake, then frames, of which the messages go to the sink. */
export function readMessages(messages: MessageSink): ReplyReader {
  let state: "opening" | "frames" | "refused" = "opening";
  let head = new Uint8Array();
  const readFrames = startFrames(messages);
  return (bytes) => {
    if (state === "refused") {
      return [];
    }
    if (state === "frames") {
      return readFrames(bytes);
    }
    head = Buffer.concat([head, bytes]);
    const { parts, rest, isOpen } = readHead(head);
    if (rest === null) {
      return parts;
    }
    state = isOpen ? "frames" : "refused";
    return isOpen ? [...messages.open(parts), ...readFrames(rest)] : parts;
  };
}

/** A frame whose payload is being read. */
interface Frame {
  readonly header: FrameHeader;
  leftBytes: number;
  /** Of a control frame, which is short. */
  payload: Uint8Array;
}

type Step =
  | { readonly parts: readonly ReplyPart[]; readonly rest: Uint8Array }
  | { readonly malformed: string };

function startFrames(messages: MessageSink): ReplyReader {
  let header: Uint8Array = nothing;
  let frame: Frame | null = null;
  let isClosed = false;

  const begin = (bytes: Uint8Array): Step => {
    const known = header.length === 0 ? bytes : Buffer.concat([header, bytes]);
    const found = frameHeaderIn(known);
    const wrong = isClosed ? "bytes behind a close frame" : whyWrong(found, messages.isWithin);
    if (wrong !== null) {
      return { malformed: wrong };
    }
    if (found === null) {
      header = Uint8Array.from(known);
      return { parts: [], rest: nothing };
    }
    header = nothing;
    frame = { header: found, leftBytes: found.payloadBytes, payload: nothing };
    return {
      parts: [...messages.begin(found.opcode), ...endOfFrame()],
      rest: known.subarray(found.bytes),
    };
  };

  const goOn = (current: Frame, bytes: Uint8Array): Step => {
    const piece = bytes.subarray(0, current.leftBytes);
    const rest = bytes.subarray(piece.length);
    current.leftBytes -= piece.length;
    const { opcode } = current.header;
    if (opcode < opcodes.close) {
      return { parts: [...messages.add(piece), ...endOfFrame()], rest };
    }
    current.payload = Buffer.concat([current.payload, piece]);
    const isWholeClose = opcode === opcodes.close && current.leftBytes === 0;
    return isWholeClose && !isClose(current.payload)
      ? { malformed: "a close frame whose code or reason is not allowed" }
      : { parts: endOfFrame(), rest };
  };

  const endOfFrame = (): readonly ReplyPart[] => {
    if (frame === null || frame.leftBytes > 0) {
      return [];
    }
    const { header: ended, payload } = frame;
    frame = null;
    switch (ended.opcode) {
      case opcodes.close:
        isClosed = true;
        return [closed(payload)];
      case opcodes.ping:
        return [{ answer: clientFrame(opcodes.pong, payload) }];
      case opcodes.pong:
        return messages.pong(payload);
      default:
        return ended.isFinal ? messages.end() : [];
    }
  };

  return (bytes) => {
    const parts: ReplyPart[] = [];
    let rest = bytes;
    while (rest.length > 0) {
      const step: Step = frame === null ? begin(rest) : goOn(frame, rest);
      if ("malformed" in step) {
        return [...parts, { malformed: step.malformed, rest: Buffer.concat([header, rest]) }];
      }
      parts.push(...step.parts);
      if (step.parts.some(isMalformed)) {
        return [...parts, step.rest];
      }
      rest = step.rest;
    }
    return parts;
  };
}

function isMalformed(part: ReplyPart): boolean {
  return typeof part === "object" && "malformed" in part;
}

/** Puts the fragments of messages together. */
function startMessages(): MessageSink {
  /** Payload bytes of the message so far; null between messages. */
  let bytes: number | null = null;
  /** Pongs within a message, which may be anywhere in it. */
  let pongs: Uint8Array[] = [];
  return {
    get isWithin() {
      return bytes !== null;
    },
    open: (agreed) => agreed,
    begin(opcode) {
      if (opcode !== opcodes.text && opcode !== opcodes.binary) {
        return [];
      }
      bytes = 0;
      return [Uint8Array.of(opcode)];
    },
    add(piece) {
      bytes = (bytes ?? 0) + piece.length;
      return [piece];
    },
    pong(payload) {
      const pong = whole(opcodes.pong, payload);
      if (bytes === null) {
        return [pong];
      }
      pongs.push(pong);
      return [];
    },
    end() {
      const parts = [lengthOf(bytes ?? 0), ...pongs];
      bytes = null;
      pongs = [];
      return parts;
    },
  };
}

const nothing = new Uint8Array();

/** @returns what a server must not send; null where all is well so far. */
function whyWrong(header: FrameHeader | null, isWithinMessage: boolean): string | null {
  if (header === null || header.wrong !== null) {
    return header?.wrong ?? null;
  }
  if (header.masked) {
    return "a masked frame";
  }
  if (!header.isShortest) {
    return "a length that is not in its shortest form";
  }
  if (header.opcode < opcodes.close && (header.opcode === 0) !== isWithinMessage) {
    return isWithinMessage ? "a message within another" : "a continuation of nothing";
  }
  return null;
}

/** Whether a close frame may say this, which is at least a byte. */
function isClose(payload: Uint8Array): boolean {
  return isCloseCode(payload.subarray(0, 2)) && isUtf8(payload.subarray(2));
}

/** Its code is compared where it is owed; the reason is the server's choice (§5.5.1). */
function closed(payload: Uint8Array): ReplyPart {
  const code = payload.subarray(0, 2);
  return { farewell: whole(opcodes.close, code), answer: clientFrame(opcodes.close, code) };
}

/** A message or control frame as it is compared. */
function whole(opcode: number, payload: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(opcode), payload, lengthOf(payload.length)]);
}

function lengthOf(payloadBytes: number): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(payloadBytes));
  return length;
}
