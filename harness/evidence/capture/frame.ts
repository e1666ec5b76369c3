import { readSegment, type Segment } from "./segments.ts";

const tcp = 6;

/** An IP packet's payload, which may have been cut, as described by its header. */
interface Payload {
  readonly bytes: Uint8Array;
  /** Before it was cut, in bytes. */
  readonly lengthBytes: number;
  readonly source: string;
  readonly destination: string;
  readonly identification: number | null;
}

/**
 * @param frameBytes how long the frame was on the wire.
 * @returns the TCP segment in an Ethernet frame; null if there is none that can be read.
 */
export function readFrame(frame: Uint8Array, frameBytes: number): Segment | null {
  const { etherType, offset } = readEthernet(frame);
  const payload =
    etherType === 0x0800
      ? readIpv4(frame.subarray(offset), frameBytes - offset)
      : etherType === 0x86dd
        ? readIpv6(frame.subarray(offset), frameBytes - offset)
        : null;
  return payload === null ? null : readSegment(payload);
}

/** Skips VLAN tags, at most two. */
function readEthernet(frame: Uint8Array) {
  let offset = 12;
  let etherType = uint16(frame, offset);
  for (let tags = 0; tags < 2 && (etherType === 0x8100 || etherType === 0x88a8); tags += 1) {
    offset += 4;
    etherType = uint16(frame, offset);
  }
  return { etherType, offset: offset + 2 };
}

function readIpv4(packet: Uint8Array, packetBytes: number): Payload | null {
  const headerBytes = ((packet[0] ?? 0) & 0x0f) * 4;
  const isFirstFragment = (uint16(packet, 6) & 0x1fff) === 0;
  const isUsable =
    packet.length >= 20 && (packet[0] ?? 0) >> 4 === 4 && headerBytes >= 20 && isFirstFragment;
  if (!isUsable || packet[9] !== tcp) {
    return null;
  }
  // With segmentation offload, an outgoing packet has no length yet.
  const totalBytes = uint16(packet, 2) || packetBytes;
  return {
    bytes: packet.subarray(headerBytes, totalBytes),
    lengthBytes: totalBytes - headerBytes,
    source: formatIpv4(packet, 12),
    destination: formatIpv4(packet, 16),
    identification: uint16(packet, 4),
  };
}

function formatIpv4(packet: Uint8Array, offset: number): string {
  return `${packet[offset]}.${packet[offset + 1]}.${packet[offset + 2]}.${packet[offset + 3]}`;
}

const hopByHop = 0;
const routing = 43;
const destinationOptions = 60;

function readIpv6(packet: Uint8Array, packetBytes: number): Payload | null {
  if (packet.length < 40 || (packet[0] ?? 0) >> 4 !== 6) {
    return null;
  }
  const totalBytes = 40 + (uint16(packet, 4) || packetBytes - 40);
  let next = packet[6] ?? 0;
  let offset = 40;
  while (
    (next === hopByHop || next === routing || next === destinationOptions) &&
    offset < packet.length
  ) {
    next = packet[offset] ?? 0;
    offset += 8 + (packet[offset + 1] ?? 0) * 8;
  }
  if (next !== tcp) {
    return null;
  }
  return {
    bytes: packet.subarray(offset, totalBytes),
    lengthBytes: totalBytes - offset,
    source: formatIpv6(packet.subarray(8, 24)),
    destination: formatIpv6(packet.subarray(24, 40)),
    identification: null,
  };
}

/** RFC 5952 without its compression: enough to distinguish addresses. */
function formatIpv6(address: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, index) => uint16(address, index * 2).toString(16));
  return groups.join(":").replace(/(^|:)0(:0)+(:|$)/, "::");
}

function uint16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
}
