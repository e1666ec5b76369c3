import { spawnSync } from "node:child_process";

/**
 * Locks an open file against other processes until it is closed, or its process has ended in any
 * way: the kernel keeps flock(2) locks with the open file, so that a kill leaves nothing behind.
 *
 * Node cannot call flock(2), and util-linux's `flock` can do it for a file that it was handed.
 *
 * @returns `held` if another process holds it; `impossible` if this machine cannot determine that.
 */
export function lockFile(file: number): "locked" | "held" | "impossible" {
  const { status } = spawnSync("flock", ["-n", "3"], {
    stdio: ["ignore", "ignore", "ignore", file],
  });
  if (status === 0) {
    return "locked";
  }
  // Anything but 1 is a missing program, or a file system without locks.
  return status === 1 ? "held" : "impossible";
}
