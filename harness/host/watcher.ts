import { spawn } from "node:child_process";

/** A shell that outlives this process only to clean up behind it. */
export interface Watcher {
  /** Gives the script a line to read. */
  say(line: string): void;
  /** Ends the watcher; nothing is left to clean up. */
  end(): void;
}

/**
 * Starts a script that reads lines from a pipe to this process: `ended` when all is well, the end
 * of file when this process was killed.
 */
export function startWatcher(script: string, ...words: readonly string[]): Watcher {
  const { stdin } = spawn("sh", ["-c", script, "sh", ...words], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  stdin.on("error", () => {});
  return {
    say: (line) => void stdin.write(`${line}\n`),
    end: () => void (stdin.writableEnded || stdin.end("ended\n")),
  };
}
