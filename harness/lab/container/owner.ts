import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** The run that a container belongs to. */
export const runLabel = "sockspec.run";

/** The process that started it; see {@link ownName}. */
export const ownerLabel = "sockspec.owner";

/** Identifies the process that owns the containers: machine, process id, and start time. */
export function ownName(): string {
  return `${hostname()} ${process.pid} ${startTimeOf(process.pid) ?? "0"}`;
}

/** @returns whether that process has ended; null if it ran on another machine. */
export function hasOwnerEnded(owner: string): boolean | null {
  const [machine, pid, startTime] = owner.split(" ");
  if (machine !== hostname() || pid === undefined || startTime === undefined) {
    return null;
  }
  // Process ids are reused.
  return startTimeOf(Number(pid)) !== startTime;
}

/**
 * @returns start time in ticks since boot, proc_pid_stat(5) field 22; null if the process has
 * ended.
 */
function startTimeOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}
