import { readFileSync } from "node:fs";

/**
 * Words that run a command with its system calls recorded, with what descends from it. The tracer
 * is a grandchild of the command, so that the command's own process is the one that is started,
 * signalled and waited for.
 *
 * @param file the file to which the recording is appended.
 */
export function traceTo(file: string): readonly string[] {
  return [
    "strace",
    "--daemonize=grandchild",
    "--follow-forks",
    "--quiet=attach,personality",
    "--absolute-timestamps=format:unix,precision:us",
    "--syscall-times",
    "--decode-fds=socket",
    "--string-limit=64",
    "--output-append-mode",
    `--output=${file}`,
    "--",
  ];
}

/** @returns whether a process traces others: it is ours, not the command's. */
export function isTracer(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, "latin1") === "strace\n";
  } catch {
    return false;
  }
}
