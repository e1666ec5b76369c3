import type { TcpFlags } from "./capture/segments.ts";
import type { Crossing } from "./crossings/crossing.ts";
import type { NamedDatagram } from "./datagrams/crossing.ts";

/** Whatever crosses the wire: a segment or a datagram. */
export type Passage = Crossing | NamedDatagram;

export function isSegment(passage: Passage): passage is Crossing {
  return !isDatagram(passage);
}

export function isDatagram(passage: Passage): passage is NamedDatagram {
  return "icmp" in passage;
}

const none: TcpFlags = {
  fin: false,
  syn: false,
  rst: false,
  psh: false,
  ack: false,
  urg: false,
};

/** @returns flags of a segment; a datagram has none. */
export function flagsOf(passage: Passage): TcpFlags {
  return isDatagram(passage) ? none : passage.flags;
}
