import type { Codec, EchoModel, ModelLimits } from "./codec.ts";

const headerBytes = 4;

/**
 * A 4-byte big-endian length, then that many bytes of payload. Every complete frame comes back
 * unchanged; a frame longer than the cap, and all that follows it, does not.
 */
export const framed: Codec = {
  protocol: "framed",
  headerBytes,
  writeHeader(message, payloadBytes) {
    new DataView(message.buffer, message.byteOffset).setUint32(0, payloadBytes);
  },
  startModel: (limits) => startFramedModel(limits),
};

function startFramedModel({ maxFrameBytes }: ModelLimits): EchoModel {
  let owedBytes = 0;
  let refused = false;
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  /** Header and payload of the frame being received; null while its header is incomplete. */
  let frameBytes: number | null = null;

  /** Moves bytes into `pending` until it holds `wanted` of them. @returns the remaining bytes. */
  const gather = (bytes: Uint8Array, wanted: number): Uint8Array => {
    const taken = bytes.subarray(0, wanted - pendingBytes);
    pending.push(taken);
    pendingBytes += taken.length;
    return bytes.subarray(taken.length);
  };

  const gatherHeader = (bytes: Uint8Array): Uint8Array => {
    const rest = gather(bytes, headerBytes);
    if (pendingBytes === headerBytes) {
      const length = readLength(pending);
      refused = length > maxFrameBytes;
      frameBytes = headerBytes + length;
    }
    return rest;
  };

  const takeFrame = (): readonly Uint8Array[] => {
    const frame = pending;
    owedBytes += pendingBytes;
    pending = [];
    pendingBytes = 0;
    frameBytes = null;
    return frame;
  };

  return {
    get owedBytes() {
      return owedBytes;
    },
    get refused() {
      return refused;
    },
    push(bytes) {
      const owed: Uint8Array[] = [];
      let kept = pending.length;
      let rest = bytes;
      while (!refused && rest.length > 0) {
        rest = frameBytes === null ? gatherHeader(rest) : gather(rest, frameBytes);
        if (pendingBytes === frameBytes) {
          owed.push(...takeFrame());
          kept = 0;
        }
      }
      // The caller may overwrite its input before the rest of the frame arrives.
      for (const [index, part] of pending.slice(kept).entries()) {
        pending[kept + index] = part.slice();
      }
      return owed;
    },
  };
}

function readLength(parts: readonly Uint8Array[]): number {
  let length = 0;
  for (const part of parts) {
    for (const byte of part) {
      length = length * 256 + byte;
    }
  }
  return length;
}
