import type { Packet } from "../capture/pcap.ts";

/**
 * What a segment has in common with itself at the other side of the wire. Two transmissions of the same
 * bytes differ in their timestamps, and in the identification of their IPv4 packets, which the wire does
 * not change.
 */
export function segmentIdentity({
  sequence,
  acknowledgement,
  flags,
  window,
  ...packet
}: Packet): string {
  const { timestamps, sackBlocks } = packet.options;
  const bits =
    `${Number(flags.fin)}${Number(flags.syn)}${Number(flags.rst)}` +
    `${Number(flags.psh)}${Number(flags.ack)}${Number(flags.urg)}`;
  return (
    `${sequence} ${acknowledgement} ${window} ${packet.payloadBytes} ${packet.identification} ` +
    `${bits} ${timestamps?.value} ${timestamps?.echo} ${sackBlocks.join()}`
  );
}
