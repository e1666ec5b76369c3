import type { ListenerQuery } from "../host.ts";
import { ProgramError, runProgram } from "../run-program.ts";

const showListeners = ["--ipv6", "--listening", "--numeric", "--extended", "--no-header"];

/**
 * Whether a listener has IPV6_V6ONLY, which ss(8) shows and `/proc/net/tcp6` and `udp6` do not.
 *
 * @param enter words that run a command in the listener's network namespace.
 * @returns false if `ss` cannot be run, as the option is off by default on Linux, ipv6(7).
 */
export async function isIpv6Only(
  { port, transport, ...options }: ListenerQuery,
  enter: readonly string[] = [],
): Promise<boolean> {
  const words = [...enter, "ss", `--${transport}`, ...showListeners, `sport = :${port}`];
  try {
    const { stdout } = await runProgram(words, { ...options, timeoutMs: 5000 });
    return /\bv6only:1\b/.test(stdout);
  } catch (error) {
    if (error instanceof ProgramError) {
      return false;
    }
    throw error;
  }
}
