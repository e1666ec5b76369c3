/** The smallest, the initial and the largest size of a socket's buffer, in bytes. */
export type SocketSizes = readonly [minimum: number, initial: number, largest: number];

/** @returns what the kernel has in such as `tcp_rmem`; null where the text is something else. */
export function parseSocketSizes(text: string): SocketSizes | null {
  const [minimum, initial, largest] = text.trim().split(/\s+/).map(Number);
  return minimum === undefined || initial === undefined || largest === undefined
    ? null
    : [minimum, initial, largest];
}
