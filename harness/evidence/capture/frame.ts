import { type Datagram, icmpv6Words, icmpWords, readDatagram, readIcmp } from "./datagrams.ts";
import type { Payload } from "./payload.ts";
import { readSegment, type Segment } from "./segments.ts";

const icmp = 1;
const tcp = 6;
const udp = 17;
const fragmentHeader = 44;
const icmpv6 = 58;

/** What can be read in a frame. */
type FrameContent =
  | { readonly kind: "segment"; readonly segment: Segment }
  | { readonly kind: "datagram"; readonly datagram: Datagram };

/**
 * @param frameBytes how long the frame was on the wire.
 * @returns the TCP segment, UDP datagram or ICMP error about one in an Ethernet frame; null if there
 * is none that can be read.
 */
export function readFrame(frame: Uint8Array, frameBytes: number): FrameContent | null {
  const { etherType, offset } = readEthernet(frame);
  const packet = frame.subarray(offset);
  const payload = isIp(etherType) ? readPacket(packet, frameBytes - offset) : null;
  return payload === null ? null : readPayload(payload);
}

function isIp(etherType: number): boolean {
  return etherType === 0x0800 || etherType === 0x86dd;
}

function readPacket(packet: Uint8Array, packetBytes: number): Payload | null {
  return (packet[0] ?? 0) >> 4 === 6
    ? readIpv6(packet, packetBytes)
    : readIpv4(packet, packetBytes);
}

function readPayload(payload: Payload): FrameContent | null {
  if (payload.protocol === tcp) {
    const isWhole = (payload.fragment?.offsetBytes ?? 0) === 0;
    const segment = isWhole ? readSegment(payload) : null;
    return segment === null ? null : { kind: "segment", segment };
  }
  const datagram = readAboutDatagram(payload);
  return datagram === null ? null : { kind: "datagram", datagram };
}

function readAboutDatagram(payload: Payload): Datagram | null {
  switch (payload.protocol) {
    case udp:
      return readDatagram(payload);
    case icmp:
      return readIcmp(payload, icmpWords, readQuoted);
    case icmpv6:
      return readIcmp(payload, icmpv6Words, readQuoted);
    default:
      return null;
  }
}

/** @returns the UDP datagram of a packet that an ICMP error quotes, perhaps in part. */
function readQuoted(packet: Uint8Array): Payload | null {
  const payload = readPacket(packet, packet.length);
  const isFirst = (payload?.fragment?.offsetBytes ?? 0) === 0;
  return payload?.protocol === udp && isFirst ? payload : null;
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
  if (packet.length < 20 || (packet[0] ?? 0) >> 4 !== 4 || headerBytes < 20) {
    return null;
  }
  // With segmentation offload, an outgoing packet has no length yet.
  const totalBytes = uint16(packet, 2) || packetBytes;
  const identification = uint16(packet, 4);
  const offsetBytes = (uint16(packet, 6) & 0x1fff) * 8;
  const areMore = (uint16(packet, 6) & 0x2000) > 0;
  return {
    protocol: packet[9] ?? 0,
    bytes: packet.subarray(headerBytes, totalBytes),
    lengthBytes: totalBytes - headerBytes,
    source: formatIpv4(packet, 12),
    destination: formatIpv4(packet, 16),
    identification,
    fragment: areMore || offsetBytes > 0 ? { identification, offsetBytes } : null,
  };
}

function formatIpv4(packet: Uint8Array, offset: number): string {
  return `${packet[offset]}.${packet[offset + 1]}.${packet[offset + 2]}.${packet[offset + 3]}`;
}

const hopByHop = 0;
const routing = 43;
const destinationOptions = 60;
const extensions: ReadonlySet<number> = new Set([
  hopByHop,
  routing,
  fragmentHeader,
  destinationOptions,
]);

function readIpv6(packet: Uint8Array, packetBytes: number): Payload | null {
  if (packet.length < 40 || (packet[0] ?? 0) >> 4 !== 6) {
    return null;
  }
  const totalBytes = 40 + (uint16(packet, 4) || packetBytes - 40);
  let protocol = packet[6] ?? 0;
  let offset = 40;
  let fragment: Payload["fragment"] = null;
  while (extensions.has(protocol) && offset < packet.length) {
    const isFragment = protocol === fragmentHeader;
    fragment = isFragment ? readFragment(packet, offset) : fragment;
    protocol = packet[offset] ?? 0;
    // The second byte of a fragment header is reserved: it has a fixed length.
    offset += isFragment ? 8 : 8 + (packet[offset + 1] ?? 0) * 8;
  }
  return {
    protocol,
    bytes: packet.subarray(offset, totalBytes),
    lengthBytes: totalBytes - offset,
    source: formatIpv6(packet.subarray(8, 24)),
    destination: formatIpv6(packet.subarray(24, 40)),
    identification: null,
    fragment,
  };
}

/** RFC 8200 §4.5. */
function readFragment(packet: Uint8Array, offset: number): NonNullable<Payload["fragment"]> {
  return {
    identification: uint16(packet, offset + 4) * 0x1_00_00 + uint16(packet, offset + 6),
    offsetBytes: uint16(packet, offset + 2) & 0xfff8,
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
