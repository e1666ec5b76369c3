import type { Measured, ProtocolDefinition } from "../protocol.ts";

/** RFC 862 over UDP: each datagram comes back in one of its own, with the same data. */
export const datagram: ProtocolDefinition = {
  name: "datagram",
  title: "an echo of UDP datagrams (RFC 862)",
  measure: (bytes): Measured => bytes.length,
  datagrams: true,
  cap: false,
};
