import { readFileSync } from "node:fs";
import type { Listener } from "../host.ts";

/** `__SO_ACCEPTCON` of include/linux/net.h: the socket listens. */
const listens = 0x1_0000;

interface UnixRow extends Listener {
  readonly inode: string;
}

/**
 * @param netFolder the `net` folder of a process in the namespace.
 * @returns the Unix-domain sockets that listen, whatever their type; null where they are hidden.
 */
export function readUnixListeners(netFolder: string): readonly Listener[] | null {
  return readRows(netFolder)?.map(toListener) ?? null;
}

/** @returns those whose inode is among the given ones. */
export function unixListenersAmong(
  inodes: readonly string[],
  netFolder: string,
): readonly Listener[] {
  const held = new Set(inodes);
  return (readRows(netFolder) ?? []).filter(({ inode }) => held.has(inode)).map(toListener);
}

function toListener({ address, port }: UnixRow): Listener {
  return { address, port };
}

function readRows(netFolder: string): readonly UnixRow[] | null {
  try {
    return parseUnixTable(readFileSync(`${netFolder}/unix`, "utf8"));
  } catch {
    return null;
  }
}

/**
 * Reads `/proc/net/unix`: number, references, protocol, flags, type, state, inode and name. An
 * abstract name begins with `@`, which also stands for each NUL in it (unix(7)).
 *
 * @returns the sockets that listen and have a name.
 */
export function parseUnixTable(table: string): readonly UnixRow[] {
  return table.split("\n").flatMap((line) => {
    const [, flags, inode, address] =
      /^\S+: \S+ \S+ ([0-9A-F]{8}) \S+ \S+ +(\d+) (.+)$/.exec(line) ?? [];
    return address === undefined ||
      inode === undefined ||
      (Number.parseInt(flags ?? "0", 16) & listens) === 0
      ? []
      : [{ address, port: 0, inode }];
  });
}
