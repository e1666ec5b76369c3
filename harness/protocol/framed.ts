import type { Codec, EchoModel, ModelLimits } from "./codec.ts";

const headerBytes = 4;

/**
 * A 4-byte big-endian length, then that many bytes of payload. Every complete frame comes back
 * unchanged; a frame longer than the cap, and all that follows it, does not.
 */
export const framed: Codec = {
  protocol: "framed",
  encode(payload) {
    const frame = new Uint8Array(headerBytes + payload.length);
    new DataView(frame.buffer).setUint32(0, payload.length);
    frame.set(payload, headerBytes);
    return frame;
  },
  startModel: (limits) => startFramedModel(limits),
};

function startFramedModel({ maxFrameBytes }: ModelLimits): EchoModel {
  let owedBytes = 0;
  let refused = false;
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  /** Header and payload of the frame being received; 0 while its header is incomplete. */
  let frameBytes = 0;

  /** Moves up to `wanted` bytes in all into `pending` and returns what is left over. */
  const gather = (bytes: Uint8Array, wanted: number): Uint8Array => {
    const taken = bytes.subarray(0, wanted - pendingBytes);
    if (taken.length > 0) {
      pending.push(taken);
      pendingBytes += taken.length;
    }
    return bytes.subarray(taken.length);
  };

  return {
    get owedBytes() {
      return owedBytes;
    },
    push(bytes) {
      const owed: Uint8Array[] = [];
      let rest = bytes;
      while (!refused && rest.length > 0) {
        if (frameBytes === 0) {
          rest = gather(rest, headerBytes);
          if (pendingBytes < headerBytes) {
            break;
          }
          const length = readLength(pending);
          refused = length > maxFrameBytes;
          frameBytes = headerBytes + length;
        }
        rest = refused ? rest : gather(rest, frameBytes);
        if (!refused && pendingBytes === frameBytes) {
          owed.push(...pending);
          owedBytes += frameBytes;
          pending = [];
          pendingBytes = 0;
          frameBytes = 0;
        }
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
