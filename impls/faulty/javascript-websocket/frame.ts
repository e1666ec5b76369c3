import type { Fault } from "./fault.ts";

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

export interface Frame {
  readonly isFinal: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
  /** What follows the frame. */
  readonly rest: Buffer;
}

export interface ReadOptions {
  readonly fault: Fault;
  readonly maxPayloadBytes: number;
}

/** The status code with which a connection fails, RFC 6455 §7.4.1. */
export type Failure = 1002 | 1007 | 1009;

/** @returns the frame at the beginning; null while it is incomplete. */
export function readFrame(bytes: Buffer, options: ReadOptions): Frame | Failure | null {
  const header = readHeader(bytes, options.fault);
  if (header === null || typeof header === "number") {
    return header === null && hasBeginning(bytes, options) ? 1002 : header;
  }
  const { opcode, isFinal, payloadBytes, key } = header;
  if (payloadBytes > options.maxPayloadBytes && options.fault !== "no-limit") {
    return 1009;
  }
  if (key === null) {
    return hasBeginning(bytes, options) ? 1002 : null;
  }
  const end = header.bytes + payloadBytes;
  if (bytes.length < end) {
    return null;
  }
  const payload = Buffer.from(bytes.subarray(header.bytes, end));
  for (const [offset, byte] of payload.entries()) {
    payload[offset] = byte ^ (key[offset % 4] ?? 0);
  }
  return { isFinal, opcode, payload, rest: bytes.subarray(end) };
}

/** With the fault, a header whose end has not arrived is a broken one. */
function hasBeginning(bytes: Buffer, { fault }: ReadOptions): boolean {
  return fault === "header-in-one-read" && bytes.length > 0;
}

function readHeader(bytes: Buffer, fault: Fault) {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) {
    return null;
  }
  if (isForbidden(first, second, fault)) {
    return 1002;
  }
  const lengthEnd = 2 + ({ 126: 2, 127: 8 }[second & 0x7f] ?? 0);
  if (bytes.length < lengthEnd) {
    return null;
  }
  const end = lengthEnd + (second & 0x80 ? 4 : 0);
  const opcode = first & 0x0f;
  return {
    isFinal: (first & 0x80) !== 0,
    opcode: opcode === 3 ? opcodes.text : opcode,
    bytes: end,
    payloadBytes: lengthOf(bytes, lengthEnd, fault),
    /** Null while it is incomplete; empty where there is none. */
    key: bytes.length < end ? null : bytes.subarray(lengthEnd, end),
  };
}

/** What RFC 6455 §5.1, §5.2 and §5.5 rule out by the first two bytes of a frame. */
function isForbidden(first: number, second: number, fault: Fault): boolean {
  const opcode = first & 0x0f;
  const reservedBits = fault === "ignores-first-reserved-bit" ? first & 0x30 : first & 0x70;
  const isKnown =
    Object.values(opcodes).includes(opcode) ||
    (opcode === 3 && fault === "reserved-opcode-as-text");
  const isUnmasked = (second & 0x80) === 0 && fault !== "accepts-unmasked";
  const isLong = (second & 0x7f) > 125 && fault !== "long-control-frames";
  const isFragment = (first & 0x80) === 0 && fault !== "fragments-of-control-frames";
  const isBadControl = opcode >= opcodes.close && (isLong || isFragment);
  return reservedBits !== 0 || !isKnown || isUnmasked || isBadControl;
}

function lengthOf(header: Buffer, lengthEnd: number, fault: Fault): number {
  switch (lengthEnd) {
    case 4:
      return header.readUInt16BE(2);
    case 10:
      return fault === "lower-half-of-length"
        ? header.readUInt32BE(6)
        : Number(header.readBigUInt64BE(2));
    default:
      return (header[1] ?? 0) & 0x7f;
  }
}

/** Encodes a whole message, or a control frame. */
export function writeFrame(opcode: number, payload: Buffer, fault: Fault): Buffer {
  const shortMax = fault === "short-form-too-long" ? 127 : 125;
  const header = Buffer.alloc(10);
  header[0] = 0x80 | opcode;
  let end = 2;
  if (payload.length <= shortMax) {
    header[1] = payload.length;
  } else if (payload.length < 0x1_0000) {
    header[1] = 126;
    end = header.writeUInt16BE(payload.length, end);
  } else {
    header[1] = 127;
    end = header.writeBigUInt64BE(BigInt(payload.length), end);
  }
  if (fault !== "masks-replies") {
    return Buffer.concat([header.subarray(0, end), payload]);
  }
  header[1] = (header[1] ?? 0) | 0x80;
  return Buffer.concat([header.subarray(0, end), Buffer.alloc(4), payload]);
}
