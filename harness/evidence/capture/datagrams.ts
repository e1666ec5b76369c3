import type { Payload } from "./payload.ts";

/** A packet with a UDP datagram (RFC 768), a fragment of one, or an ICMP error about one. */
export interface Datagram {
  /** Addresses of both ends. */
  readonly source: string;
  readonly destination: string;
  /**
   * Null in a fragment behind the first, which has no header. Those of an ICMP error are of the
   * datagram that it is about, turned round: it comes from the port that cannot be reached.
   */
  readonly ports: { readonly source: number; readonly destination: number } | null;
  /** Bytes of data in this packet. */
  readonly payloadBytes: number;
  /** The beginning of the data, as far as it was captured. */
  readonly head: Uint8Array;
  /** What fragments of one datagram have in common; null if it is whole. */
  readonly fragmentOf: number | null;
  /** Where its data begins in that of the packet that was split, header included. */
  readonly fragmentAt: number;
  /** What an ICMP error says, such as `port unreachable`; null unless it is one. */
  readonly icmp: string | null;
}

const udpHeaderBytes = 8;
const icmpHeaderBytes = 8;

/** @returns null if the header is cut. */
export function readDatagram(payload: Payload): Datagram | null {
  const { bytes, lengthBytes } = payload;
  const at = payload.fragment?.offsetBytes ?? 0;
  if (at === 0 && bytes.length < udpHeaderBytes) {
    return null;
  }
  const headerBytes = at === 0 ? udpHeaderBytes : 0;
  return {
    ...placeOf(payload),
    ports: at === 0 ? readPorts(bytes) : null,
    payloadBytes: Math.max(0, lengthBytes - headerBytes),
    head: bytes.subarray(headerBytes),
    icmp: null,
  };
}

/**
 * Reads an ICMP error that quotes a UDP datagram (RFC 792, RFC 4443 §3.1).
 *
 * @param readQuoted reads the IP packet that it quotes.
 * @returns null for any other message.
 */
export function readIcmp(
  payload: Payload,
  words: ReadonlyMap<string, string>,
  readQuoted: (packet: Uint8Array) => Payload | null,
): Datagram | null {
  const { bytes } = payload;
  const said = words.get(`${bytes[0]} ${bytes[1]}`);
  if (said === undefined || bytes.length < icmpHeaderBytes) {
    return null;
  }
  const quoted = readQuoted(bytes.subarray(icmpHeaderBytes));
  const about = quoted === null ? null : readDatagram(quoted);
  if (about === null || about.ports === null) {
    return null;
  }
  const { source, destination } = about.ports;
  return {
    ...placeOf(payload),
    ports: { source: destination, destination: source },
    payloadBytes: 0,
    head: about.head,
    icmp: said,
  };
}

/** Type and code of errors about a destination that cannot be reached. */
export const icmpWords: ReadonlyMap<string, string> = new Map([
  ["3 0", "network unreachable"],
  ["3 1", "host unreachable"],
  ["3 2", "protocol unreachable"],
  ["3 3", "port unreachable"],
  ["3 4", "fragmentation needed"],
]);

export const icmpv6Words: ReadonlyMap<string, string> = new Map([
  ["1 0", "no route"],
  ["1 3", "address unreachable"],
  ["1 4", "port unreachable"],
  ["2 0", "packet too big"],
]);

function placeOf({ source, destination, fragment }: Payload) {
  return {
    source,
    destination,
    fragmentOf: fragment?.identification ?? null,
    fragmentAt: fragment?.offsetBytes ?? 0,
  };
}

function readPorts(bytes: Uint8Array) {
  const word = (offset: number) => ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
  return { source: word(0), destination: word(2) };
}
