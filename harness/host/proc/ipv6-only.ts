import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Whether the listener on a port has IPV6_V6ONLY, which `/proc/net/tcp6` does not show: ss(8) does.
 *
 * @param enter words that run a command in the listener's network namespace.
 * @returns false if there is no `ss`, as the option is off by default on Linux, ipv6(7).
 */
export async function isIpv6Only(port: number, enter: readonly string[] = []): Promise<boolean> {
  const show = ["ss", "--ipv6", "--listening", "--tcp", "--numeric", "--extended", "--no-header"];
  const [program = "", ...words] = [...enter, ...show, `sport = :${port}`];
  const printed = await run(program, words, { timeout: 5000 }).catch(() => null);
  return /\bv6only:1\b/.test(printed?.stdout ?? "");
}
