import type { ProtocolDefinition } from "../protocol.ts";

/** RFC 862 over TCP: no messages, every byte comes back. */
export const stream: ProtocolDefinition = {
  name: "stream",
  title: "a plain echo of bytes (RFC 862)",
  measure: (bytes) => bytes.length,
  boundaries: false,
};
