import { readFileSync } from "node:fs";
import type { capacities } from "./lab.ts";

/** `net.core.wmem_default` of Linux, in bytes, where the kernel does not say. */
const usualSendBufferBytes = 212_992;

/**
 * What a Unix-domain connection can hold while its peer reads nothing. Only the send buffer counts: what is
 * sent lies in the peer's queue at once, and is charged to its sender until it is read. The last write may
 * exceed it, by half of it at most (unix_stream_sendmsg() of Linux, net/unix/af_unix.c). The setting is
 * that of the whole machine.
 */
export function unixCapacities(): ReturnType<typeof capacities> {
  const echoCapacityBytes = Math.ceil(1.5 * sendBufferBytes());
  return { echoCapacityBytes, loopCapacityBytes: 2 * echoCapacityBytes };
}

function sendBufferBytes(): number {
  try {
    return Number(readFileSync("/proc/sys/net/core/wmem_default", "latin1"));
  } catch {
    return usualSendBufferBytes;
  }
}
