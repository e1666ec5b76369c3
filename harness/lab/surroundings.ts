import { join } from "node:path";
import type { SpawnOptions } from "../host/host.ts";

/**
 * The free rest of a pipe that nobody reads is one page: some fifty lines of a log fill it. The
 * command itself holds both ends, so that no write to it fails either.
 */
const withUnreadOutput = `
  pipe=$(mktemp -u) && mkfifo "$pipe" && exec 9<>"$pipe" || exit 125
  dd if=/dev/zero of="$pipe" bs=4096 count=15 oflag=nonblock 2>/dev/null
  rm -f "$pipe"
  exec "$@" >&9 2>&9 9>&-
`;

/** Words before a command whose standard output and error are to be read by nobody. */
export function unreadOutput({ output }: Pick<SpawnOptions, "output">): readonly string[] {
  return output === "unread" ? ["sh", "-c", withUnreadOutput, "sh"] : [];
}

/**
 * Only the command and what descends from it see the file. It may be a link into a /run that the
 * lab has emptied.
 */
const withNameServer = `
  target=$(readlink -m /etc/resolv.conf)
  [ -e "$target" ] || { mkdir -p "$(dirname "$target")" && : > "$target"; }
  mount --bind "$1" "$target" || exit 125
  shift
  exec "$@"
`;

/** Names a server at an address to which the topology of the server host has no way. */
const resolverFile = join(import.meta.dirname, "wire", "topology", "resolv.conf");

/** Words before a command whose name server is not to answer, in a mount namespace of ours. */
export function silentNameServer({ nameServer }: Pick<SpawnOptions, "nameServer">) {
  return nameServer === "silent"
    ? ["unshare", "--mount", "--", "sh", "-c", withNameServer, "sh", resolverFile]
    : [];
}

/**
 * Adds a command's own variables behind everything that starts it: a PATH or an LD_PRELOAD for the
 * command would otherwise apply to `nsenter` and `prlimit` too.
 */
export function withOwnEnvironment(
  command: readonly string[],
  { ownEnvironment = {} }: Pick<SpawnOptions, "ownEnvironment">,
): readonly string[] {
  const settings = Object.entries(ownEnvironment).map(([name, text]) => `${name}=${text}`);
  return settings.length === 0 ? command : ["env", ...settings, ...command];
}
