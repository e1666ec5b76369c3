import { join } from "node:path";
import type { SpawnOptions } from "../host/host.ts";

/**
 * Leaves one free page in a pipe without a reader: about fifty log lines fill it. The command itself
 * holds both ends, so that its writes do not fail.
 */
const withUnreadOutput = `
  pipe=$(mktemp -u) && mkfifo "$pipe" && exec 9<>"$pipe" || exit 125
  dd if=/dev/zero of="$pipe" bs=4096 count=15 oflag=nonblock 2>/dev/null
  rm -f "$pipe"
  exec "$@" >&9 2>&9 9>&-
`;

/** @returns words before a command whose standard output and error must not be read. */
export function unreadOutput({ output }: Pick<SpawnOptions, "output">): readonly string[] {
  return output === "unread" ? ["sh", "-c", withUnreadOutput, "sh"] : [];
}

/**
 * Only the command and its descendants see the file. /etc/resolv.conf may be a link into a /run that
 * the lab has emptied.
 */
const withNameServer = `
  target=$(readlink -m /etc/resolv.conf)
  [ -e "$target" ] || { mkdir -p "$(dirname "$target")" && : > "$target"; }
  mount --bind "$1" "$target" || exit 125
  shift
  exec "$@"
`;

/** Names a server at an address that the server host cannot reach. */
const resolverFile = join(import.meta.dirname, "wire", "topology", "resolv.conf");

/** @returns words before a command whose name server must not answer; needs a mount namespace. */
export function silentNameServer({ nameServer }: Pick<SpawnOptions, "nameServer">) {
  return nameServer === "silent"
    ? ["unshare", "--mount", "--", "sh", "-c", withNameServer, "sh", resolverFile]
    : [];
}

/** Only the command and its descendants see the file, which is gone from its folder at once. */
const withNames = `
  file=$(mktemp) && printf '%s\\n' "$1" > "$file" && chmod 644 "$file" &&
    mount --bind "$file" /etc/hosts || exit 125
  rm -f "$file"
  shift
  exec "$@"
`;

/** @returns words before a command that finds names in a file of its own; needs a mount namespace. */
export function ownNames({ names }: Pick<SpawnOptions, "names">): readonly string[] {
  return names === undefined
    ? []
    : ["unshare", "--mount", "--", "sh", "-c", withNames, "sh", names.join("\n")];
}

/**
 * Our tools speak plainly, whatever the user's language: a program of util-linux or coreutils opens a dozen
 * files of a language before it begins, which takes a guest as long as the program itself.
 */
export const plainLocale = { LC_ALL: "C" } as const;

/**
 * Sets a command's own variables after the programs that start it: otherwise its PATH or LD_PRELOAD
 * would apply to `prlimit` and shells of ours too.
 */
export function withOwnEnvironment(
  command: readonly string[],
  { ownEnvironment = {} }: Pick<SpawnOptions, "ownEnvironment">,
): readonly string[] {
  const settings = Object.entries(ownEnvironment).map(([name, text]) => `${name}=${text}`);
  return settings.length === 0 ? command : ["env", ...settings, ...command];
}
