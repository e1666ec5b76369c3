import { spawn } from "node:child_process";

/** A shell that outlives this process to clean up after it. */
export interface Watcher {
  /** Writes a line to the script. */
  writeLine(line: string): void;
  /** Ends the watcher; nothing is left to clean up. */
  end(): void;
}

/**
 * Starts a script that reads lines from a pipe to this process: `ended` after a clean exit, or end
 * of file if this process was killed.
 */
export function startWatcher(script: string, ...words: readonly string[]): Watcher {
  const { stdin } = spawn("sh", ["-c", script, "sh", ...words], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  stdin.on("error", () => {});
  return {
    writeLine: (line) => void stdin.write(`${line}\n`),
    end: () => void (stdin.writableEnded || stdin.end("ended\n")),
  };
}
