export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

export interface Frame {
  readonly isFinal: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
  /** What follows the frame. */
  readonly rest: Buffer;
}

/** @returns the frame at the beginning (RFC 6455 §5.2); null while it is incomplete. */
export function readFrame(bytes: Buffer, maxPayloadBytes: number): Frame | "bad" | null {
  const [first = 0, second = 0] = bytes;
  const lengthEnd = 2 + ({ 126: 2, 127: 8 }[second & 0x7f] ?? 0);
  if (bytes.length < 2) {
    return null;
  }
  const isKnown = Object.values(opcodes).includes(first & 0x0f);
  if (!isKnown || (first & 0x70) !== 0 || (second & 0x80) === 0) {
    return "bad";
  }
  if (bytes.length < lengthEnd) {
    return null;
  }
  const payloadBytes = lengthOf(bytes, lengthEnd);
  if (payloadBytes > maxPayloadBytes) {
    return "bad";
  }
  const begin = lengthEnd + 4;
  const end = begin + payloadBytes;
  if (bytes.length < end) {
    return null;
  }
  const payload = Buffer.from(bytes.subarray(begin, end));
  for (const [offset, byte] of payload.entries()) {
    payload[offset] = byte ^ (bytes[lengthEnd + (offset % 4)] ?? 0);
  }
  return {
    isFinal: (first & 0x80) !== 0,
    opcode: first & 0x0f,
    payload,
    rest: bytes.subarray(end),
  };
}

function lengthOf(header: Buffer, lengthEnd: number): number {
  switch (lengthEnd) {
    case 4:
      return header.readUInt16BE(2);
    case 10:
      return Number(header.readBigUInt64BE(2));
    default:
      return (header[1] ?? 0) & 0x7f;
  }
}

/** Encodes a whole message, or a control frame. */
export function writeFrame(opcode: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(10);
  header[0] = 0x80 | opcode;
  let end = 2;
  if (payload.length < 126) {
    header[1] = payload.length;
  } else if (payload.length < 0x1_0000) {
    header[1] = 126;
    end = header.writeUInt16BE(payload.length, end);
  } else {
    header[1] = 127;
    end = header.writeBigUInt64BE(BigInt(payload.length), end);
  }
  return Buffer.concat([header.subarray(0, end), payload]);
}
