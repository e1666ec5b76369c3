import type { Content } from "../../harness/scenario/content.ts";

/** RFC 6455 §5.2: the first byte of a frame, FIN included; a fragment that is not the last has none. */
export const first = {
  text: 0x81,
  binary: 0x82,
  textFragment: 0x01,
  binaryFragment: 0x02,
  fragment: 0x00,
  lastFragment: 0x80,
  close: 0x88,
  ping: 0x89,
  pong: 0x8a,
} as const;

const maskingKey = [0x37, 0xfa, 0x21, 0x3d];

/**
 * A frame of a client, with a masking key.
 *
 * @param firstByte FIN, reserved bits and opcode.
 * @param payload text, or bytes; at most 65,535.
 */
export function frame(firstByte: number, payload: string | readonly number[] = ""): Content {
  const bytes = [...Buffer.from(payload as string)];
  const masked = bytes.map((byte, offset) => byte ^ (maskingKey[offset % 4] ?? 0));
  return raw([firstByte, ...lengthOf(bytes.length, 0x80), ...maskingKey, ...masked]);
}

/** The same without a mask, which a client must not send. */
export function unmaskedFrame(firstByte: number, payload: string): Content {
  const bytes = Buffer.from(payload);
  return raw([firstByte, ...lengthOf(bytes.length, 0), ...bytes]);
}

/** A close frame with a code and a reason. */
export function closeFrame(code: number, reason: string | readonly number[] = ""): Content {
  return frame(first.close, [code >> 8, code & 0xff, ...Buffer.from(reason as string)]);
}

function lengthOf(bytes: number, maskBit: number): readonly number[] {
  return bytes < 126 ? [maskBit | bytes] : [maskBit | 126, bytes >> 8, bytes & 0xff];
}

function raw(bytes: readonly number[]): Content {
  return { raw: Buffer.from(bytes).toString("hex") };
}
