import { runProgram } from "../../host/run-program.ts";
import { toolEnvironment } from "../choose/bundled.ts";

/** It takes milliseconds; this is for a machine that swaps. */
const sysctlTimeoutMs = 10_000;

/** @returns how to allow unprivileged user namespaces on this distribution. */
export async function namespaceAdvice(): Promise<string> {
  const settings: readonly (readonly [string, string, string])[] = [
    [
      "kernel.apparmor_restrict_unprivileged_userns",
      "1",
      "Ubuntu 23.10 and later: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
    ],
    [
      "kernel.unprivileged_userns_clone",
      "0",
      "Debian 10 and earlier: sudo sysctl kernel.unprivileged_userns_clone=1",
    ],
    [
      "user.max_user_namespaces",
      "0",
      "RHEL 7 and hardened systems: sudo sysctl user.max_user_namespaces=10000",
    ],
  ];
  const advice: string[] = [];
  for (const [name, blocking, command] of settings) {
    const options = { environment: toolEnvironment(), timeoutMs: sysctlTimeoutMs };
    const found = await runProgram(["sysctl", "--values", name], options).catch(() => null);
    if (found?.stdout.trim() === blocking) {
      advice.push(command);
    }
  }
  return advice.length > 0
    ? advice.join("\n")
    : "In a container, start it with --privileged or allow unshare and mount; else use --lab loopback.";
}
