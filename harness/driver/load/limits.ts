import { readFileSync } from "node:fs";

/** Descriptors that a client or a server needs beside its connections. */
const ownDescriptors = 100;

/**
 * Why this machine cannot hold so many connections at once; null where it can, or does not show its limits.
 *
 * @param count connections of one load.
 * @param beside connections that are open to the same port already.
 */
export function whyTooMany(
  count: number,
  beside: number,
  read: (path: string) => string = readText,
): string | null {
  const all = count + beside;
  const descriptors = /^Max open files +\S+ +(\d+)/m.exec(read("/proc/self/limits"))?.[1];
  if (descriptors !== undefined && Number(descriptors) < all + ownDescriptors) {
    return `${all} connections need as many descriptors, and the hard limit is ${descriptors} (ulimit -Hn)`;
  }
  const [first, last] = read("/proc/sys/net/ipv4/ip_local_port_range")
    .trim()
    .split(/\s+/)
    .map(Number);
  const ports = first === undefined || last === undefined ? null : last - first + 1;
  return ports !== null && ports < all
    ? `${all} connections need as many local ports, and there are ${ports} (net.ipv4.ip_local_port_range)`
    : null;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}
