import type { DatagramTarget } from "./datagram-step.ts";

/** Where datagrams are sent, in words. */
export const targetWords: Readonly<Record<DatagramTarget, string>> = {
  server: "to the server",
  "other-address": "to another address of the server",
  broadcast: "to all hosts of the link",
  group: "to the multicast group",
};
