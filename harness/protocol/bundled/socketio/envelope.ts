import {
  applyMask,
  frameHeader,
  frameHeaderIn,
  maskingKeyOf,
  opcodes,
} from "../websocket/frame.ts";

/** What stands around the payload of a message: an event `msg` with one argument, a string. */
const before = Buffer.from('42["msg","');
const behind = Buffer.from('"]');

/** Bytes of an Engine.IO packet beside the payload. */
export const envelopeBytes = before.length + behind.length;

/** Whatever JSON has in a string without an escape, as far as ASCII goes. */
export const alphabet: Uint8Array = Uint8Array.from(
  Array.from({ length: 0x7f - 0x20 }, (_, index) => 0x20 + index).filter(
    (byte) => byte !== 0x22 && byte !== 0x5c,
  ),
);

/** The header of the frame, and the beginning of its text. */
export function headerOf(payloadBytes: number, mark: number): Uint8Array {
  return Buffer.concat([
    frameHeader(opcodes.text, payloadBytes + envelopeBytes, mark),
    masked(before, mark, 0),
  ]);
}

export function maskPayload(payload: Uint8Array, mark: number): void {
  applyMask(payload, maskingKeyOf(mark, before.length));
}

export function trailerOf(payloadBytes: number, mark: number): Uint8Array {
  return masked(behind, mark, before.length + payloadBytes);
}

function masked(bytes: Uint8Array, mark: number, offset: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  applyMask(copy, maskingKeyOf(mark, offset));
  return copy;
}

/** The digits of Engine.IO's packet types, open to noop. */
const types = { first: 0x30, last: 0x36 };

/** Whether a client's frame begins a text that is no Engine.IO packet, which the first byte says. */
export function isNoPacket(frame: Uint8Array): boolean {
  const header = frameHeaderIn(frame);
  if (header?.opcode !== opcodes.text) {
    return false;
  }
  if (header.payloadBytes === 0) {
    return header.isFinal;
  }
  const first = frame[header.bytes];
  const type = (first ?? 0) ^ (frame[header.bytes - 4] ?? 0);
  return first !== undefined && (type < types.first || type > types.last);
}
