import type { ProtocolDefinition } from "../protocol.ts";

const headerBytes = 4;

/**
 * A 4-byte big-endian length, then that many bytes of payload. Every complete frame comes back
 * unchanged; a frame longer than the cap, and all that follows it, does not.
 */
export const framed: ProtocolDefinition = {
  name: "framed",
  title: "a 4-byte big-endian length, then the payload",
  header(payloadBytes) {
    const header = new Uint8Array(headerBytes);
    new DataView(header.buffer).setUint32(0, payloadBytes);
    return header;
  },
  measure(bytes, { maxFrameBytes }) {
    if (bytes.length < headerBytes) {
      return "more";
    }
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    return length > maxFrameBytes ? "refused" : headerBytes + length;
  },
  lengths: { most: 0xffff_ffff },
};
