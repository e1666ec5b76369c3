import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { endChild } from "../../host/end-child.ts";
import { messageOf } from "../../host/message-of.ts";

/** Time for make to end its compilers after SIGTERM. */
const killAfterMs = 5000;

/** Lines of output that an error message repeats. */
const keptLines = 15;

export interface StepOptions {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** A file descriptor that the program inherits, and with it the lock on the file. */
  readonly lock: number;
  /** Receives each line of its standard output. */
  readonly onLine?: (line: string) => void;
}

/**
 * Runs one long step of a build. If sockspec is killed, so is the program; compilers that it had
 * started finish their file, and hold the lock until then.
 *
 * @returns null, or how it ended and its last lines.
 * @throws the signal's reason if the signal is aborted.
 */
export async function runStep(
  words: readonly string[],
  { cwd, environment, signal, lock, onLine }: StepOptions,
): Promise<string | null> {
  signal.throwIfAborted();
  const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", ...words], {
    cwd,
    env: environment,
    stdio: ["ignore", "pipe", "pipe", lock],
    detached: true,
  });
  const last: string[] = [];
  const keep = (line: string) => {
    last.push(line);
    last.splice(0, last.length - keptLines);
  };
  if (child.stdout === null || child.stderr === null) {
    throw new Error("Expected pipes from a program, found none.");
  }
  createInterface({ input: child.stdout }).on("line", (line) => {
    keep(line);
    onLine?.(line);
  });
  createInterface({ input: child.stderr }).on("line", keep);
  const signalGroup = (name: NodeJS.Signals) => child.pid && process.kill(-child.pid, name);
  const end = () =>
    void endChild(child, {
      ask: () => signalGroup("SIGTERM"),
      kill: () => signalGroup("SIGKILL"),
      killAfterMs,
    });
  signal.addEventListener("abort", end);
  try {
    const [status, killedBy] = (await once(child, "close")) as [number | null, string | null];
    signal.throwIfAborted();
    return status === 0
      ? null
      : [`it ended with ${killedBy ?? `status ${status}`}`, ...last].join("\n");
  } catch (error) {
    signal.throwIfAborted();
    return messageOf(error);
  } finally {
    signal.removeEventListener("abort", end);
  }
}
