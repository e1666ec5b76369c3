import { TextDecoder } from "node:util";

/** RFC 6455 §5.2. */
export const opcodes = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const;

export type Opcode = (typeof opcodes)[keyof typeof opcodes];

const known = new Set<number>(Object.values(opcodes));

/** Two bytes, the longest length, and a masking key. */
const headerBytesMax = 14;

const firstBit = 0x80;

/** RFC 6455 §5.5. */
const controlPayloadBytesMax = 125;

/**
 * @param mark the masking key, as a number of 32 bits; null for a frame of a server.
 * @returns the header of a whole message, with the shortest form of its length.
 */
export function frameHeader(opcode: Opcode, payloadBytes: number, mark: number | null): Uint8Array {
  const header = Buffer.alloc(headerBytesMax);
  const maskBit = mark === null ? 0 : firstBit;
  header[0] = firstBit | opcode;
  let end = 2;
  if (payloadBytes <= controlPayloadBytesMax) {
    header[1] = maskBit | payloadBytes;
  } else if (payloadBytes < 0x1_0000) {
    header[1] = maskBit | 126;
    end = header.writeUInt16BE(payloadBytes, end);
  } else {
    header[1] = maskBit | 127;
    end = header.writeBigUInt64BE(BigInt(payloadBytes), end);
  }
  return header.subarray(0, mark === null ? end : header.writeUInt32BE(mark, end));
}

/** A frame as a server sends it: whole and unmasked. */
export function serverFrame(opcode: Opcode, payload: Uint8Array): Uint8Array {
  return Buffer.concat([frameHeader(opcode, payload.length, null), payload]);
}

/** A frame as a client sends it, with a masking key of zeros, which changes nothing. */
export function clientFrame(opcode: Opcode, payload: Uint8Array): Uint8Array {
  return Buffer.concat([frameHeader(opcode, payload.length, 0), payload]);
}

/**
 * The masking key of a frame as bytes.
 *
 * @param offset of what is masked, from the beginning of the payload.
 */
export function maskingKeyOf(mark: number, offset = 0): Uint8Array {
  const key = Buffer.alloc(4);
  key.writeUInt32BE(mark);
  return Uint8Array.from(key, (_, index) => key[(index + offset) % 4] ?? 0);
}

/** From this length on, four bytes at a time are faster. */
const longBytesMin = 64;

/** RFC 6455 §5.3: masks a payload in place, and unmasks it alike. */
export function applyMask(payload: Uint8Array, maskingKey: Uint8Array): void {
  const { buffer, byteOffset, length } = payload;
  if (length < longBytesMin) {
    maskBytes(payload, maskingKey, { from: 0, to: length });
    return;
  }
  const aligned = -byteOffset & 3;
  maskBytes(payload, maskingKey, { from: 0, to: aligned });
  const words = new Uint32Array(buffer, byteOffset + aligned, (length - aligned) >>> 2);
  const turned = Uint8Array.from(maskingKey, (_, index) => maskingKey[(index + aligned) % 4] ?? 0);
  const [word = 0] = new Uint32Array(turned.buffer);
  for (let index = 0; index < words.length; index += 1) {
    words[index] = (words[index] ?? 0) ^ word;
  }
  maskBytes(payload, maskingKey, { from: aligned + 4 * words.length, to: length });
}

function maskBytes(
  payload: Uint8Array,
  maskingKey: Uint8Array,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  for (let offset = from; offset < to; offset += 1) {
    payload[offset] = (payload[offset] ?? 0) ^ (maskingKey[offset % 4] ?? 0);
  }
}

/** UTF-8 as RFC 6455 §8.1 requires it: what is none throws. */
export function strictText(): TextDecoder {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
}

export interface FrameHeader {
  /** With the masking key. */
  readonly bytes: number;
  readonly isFinal: boolean;
  readonly opcode: number;
  readonly masked: boolean;
  readonly payloadBytes: number;
  /** Whether the length is in the shortest of the three forms. */
  readonly isShortest: boolean;
  /** What no frame may have, whoever sends it; null if nothing. */
  readonly wrong: string | null;
}

/** @returns the header at the beginning; null while its end has not arrived and nothing of it is wrong. */
export function frameHeaderIn(bytes: Uint8Array): FrameHeader | null {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) {
    return null;
  }
  const masked = (second & firstBit) !== 0;
  const length = lengthIn(bytes, second & 0x7f);
  const wrong = wrongBits(first, second & 0x7f);
  if (length === null) {
    return wrong === null ? null : { ...shortHeader(first, masked), wrong };
  }
  const header: FrameHeader = {
    ...shortHeader(first, masked),
    bytes: length.end + (masked ? 4 : 0),
    payloadBytes: length.payloadBytes,
    isShortest: length.isShortest,
    wrong: wrong ?? (length.isNegative ? "a length whose first bit is set" : null),
  };
  return header;
}

function shortHeader(first: number, masked: boolean): FrameHeader {
  return {
    bytes: 2,
    isFinal: (first & firstBit) !== 0,
    opcode: first & 0x0f,
    masked,
    payloadBytes: 0,
    isShortest: true,
    wrong: null,
  };
}

function wrongBits(first: number, shortLength: number): string | null {
  const opcode = first & 0x0f;
  if ((first & 0x70) !== 0) {
    return "a reserved bit that is set";
  }
  if (!known.has(opcode)) {
    return `the reserved opcode ${opcode}`;
  }
  if (opcode < opcodes.close) {
    return null;
  }
  if ((first & firstBit) === 0) {
    return "a control frame that is a fragment";
  }
  return shortLength > controlPayloadBytesMax ? "a control frame that is too long" : null;
}

function lengthIn(bytes: Uint8Array, shortLength: number) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (shortLength < 126) {
    return { end: 2, payloadBytes: shortLength, isShortest: true, isNegative: false };
  }
  if (shortLength === 126) {
    const payloadBytes = bytes.length < 4 ? null : view.getUint16(2);
    return payloadBytes === null
      ? null
      : { end: 4, payloadBytes, isShortest: payloadBytes >= 126, isNegative: false };
  }
  if (bytes.length < 10) {
    return null;
  }
  const payloadBytes = Number(view.getBigUint64(2));
  const isNegative = (bytes[2] ?? 0) >= firstBit;
  return { end: 10, payloadBytes, isShortest: payloadBytes >= 0x1_0000, isNegative };
}
