import type { ServerAddress } from "./messages.ts";

/** The discard-only address block, RFC 6666. */
const unreachable = "100::";

/** @returns the server's address in that family, or one that nobody has. */
export function hostOf(
  { hostIpv4, hostIpv6 }: Pick<ServerAddress, "hostIpv4" | "hostIpv6">,
  family: "IPv4" | "IPv6",
): string {
  return (family === "IPv4" ? hostIpv4 : hostIpv6) ?? unreachable;
}
