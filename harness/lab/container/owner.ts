import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** The run that a container belongs to. */
export const runLabel = "sockspec.run";

/** The process that started it; see {@link ownName}. */
export const ownerLabel = "sockspec.owner";

/** Names the process whose containers these are: machine, process id, and when it was started. */
export function ownName(): string {
  return `${hostname()} ${process.pid} ${startTimeOf(process.pid) ?? "0"}`;
}

/** @returns whether that process has ended; null where this machine cannot tell. */
export function hasOwnerEnded(owner: string): boolean | null {
  const [machine, pid, startTime] = owner.split(" ");
  if (machine !== hostname() || pid === undefined || startTime === undefined) {
    return null;
  }
  // A process id may have become somebody else's.
  return startTimeOf(Number(pid)) !== startTime;
}

/** @returns ticks since the machine was started, proc_pid_stat(5) field 22; null when it is gone. */
function startTimeOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}
