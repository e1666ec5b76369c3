import { join } from "node:path";
import { runProgram } from "../../host/run-program.ts";
import type { GuestKernel } from "./kernel.ts";
import { findRoomForMemory } from "./memory.ts";

const script = join(import.meta.dirname, "..", "..", "..", "containers", "guest", "hold.sh");

/** Creating namespaces takes a few ms; the limit allows for a machine that swaps. */
const probeTimeoutMs = 10_000;

export interface HolderOptions {
  readonly window: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly cpu: number | null;
  readonly memoryMiB: number;
  /** `LD_PRELOAD` of the kernel's own process; may be empty. */
  readonly preload: string;
  readonly kernel: GuestKernel;
}

/** The command on the host that runs a guest. */
export interface Holder {
  /** Argument array. */
  readonly words: readonly string[];
  /** Whether it keeps the guest from every file outside the window. */
  readonly confined: boolean;
}

/**
 * Confines the guest with namespaces where they are available: Ubuntu, for one, denies them to
 * ordinary users.
 *
 * @throws {LabOpenError} if no folder has room for the guest's memory.
 */
export async function chooseHolder(options: HolderOptions): Promise<Holder> {
  const { window, environment, cpu, memoryMiB, preload, kernel } = options;
  const pin = cpu === null ? [] : ["taskset", "--cpu-list", String(cpu)];
  const { program, parameters, windowInGuest } = kernel;
  const guest = [program, parameters.join(" "), windowInGuest ?? window];
  const rest = [window, String(memoryMiB), preload, ...guest];
  const namespaces = await chooseNamespaces(environment);
  if (namespaces !== null) {
    const words = [...pin, ...namespaces, "sh", script, "confined", ...rest];
    return { words, confined: true };
  }
  const folder = await findRoomForMemory(memoryMiB, environment);
  return { words: [...pin, "sh", script, "plain", ...rest, folder], confined: false };
}

/** @returns the command that creates namespaces, or null. */
async function chooseNamespaces(
  environment: Readonly<Record<string, string>>,
): Promise<readonly string[] | null> {
  const own = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
  for (const namespaces of [[...own, "--user", "--map-root-user"], own]) {
    const options = { environment, timeoutMs: probeTimeoutMs };
    const made = await runProgram([...namespaces, "true"], options).then(
      () => true,
      () => false,
    );
    if (made) {
      return namespaces;
    }
  }
  return null;
}
