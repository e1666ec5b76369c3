/** Sizes of a socket's buffer in bytes, as in tcp(7). */
export type SocketSizes = readonly [minimum: number, initial: number, largest: number];

/** Parses the text of `tcp_rmem` or `tcp_wmem` under /proc/sys/net/ipv4; null if it is malformed. */
export function parseSocketSizes(text: string): SocketSizes | null {
  const [minimum, initial, largest] = text.trim().split(/\s+/).map(Number);
  return minimum === undefined || initial === undefined || largest === undefined
    ? null
    : [minimum, initial, largest];
}
