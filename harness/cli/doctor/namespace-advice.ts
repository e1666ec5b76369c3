import { runProgram } from "../../host/run-program.ts";
import { toolEnvironment } from "../choose/bundled.ts";

/** It takes milliseconds; this is for a machine that swaps. */
const sysctlTimeoutMs = 10_000;

/** How to allow unprivileged user namespaces on this distribution. */
export interface NamespaceAdvice {
  readonly text: string;
  /** For root, without `sudo`; null where none is known. */
  readonly command: string | null;
}

export async function namespaceAdvice(): Promise<NamespaceAdvice> {
  const settings: readonly (readonly [string, string, string, string])[] = [
    [
      "kernel.apparmor_restrict_unprivileged_userns",
      "1",
      "Ubuntu 23.10 and later",
      "sysctl --write kernel.apparmor_restrict_unprivileged_userns=0",
    ],
    [
      "kernel.unprivileged_userns_clone",
      "0",
      "Debian 10 and earlier",
      "sysctl --write kernel.unprivileged_userns_clone=1",
    ],
    [
      "user.max_user_namespaces",
      "0",
      "RHEL 7 and hardened systems",
      "sysctl --write user.max_user_namespaces=10000",
    ],
  ];
  const advice: NamespaceAdvice[] = [];
  for (const [name, blocking, where, command] of settings) {
    const options = { environment: toolEnvironment(), timeoutMs: sysctlTimeoutMs };
    const found = await runProgram(["sysctl", "--values", name], options).catch(() => null);
    if (found?.stdout.trim() === blocking) {
      advice.push({ text: `${where}: sudo ${command}`, command });
    }
  }
  return (
    advice[0] ?? {
      text: "In a container, start it with --privileged or allow unshare and mount; else use --lab loopback.",
      command: null,
    }
  );
}
