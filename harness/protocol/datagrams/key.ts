/** @returns what datagrams with the same data have in common. */
export function keyOf({ bytes, crc }: { readonly bytes: number; readonly crc: number }): string {
  return `${bytes}:${crc}`;
}
