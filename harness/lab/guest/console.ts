import type { Readable } from "node:stream";

/** How much of a console is kept, in characters. */
const tailLength = 65_536;

/** The line that `containers/guest/init.sh` writes when the job starts. */
const upLine = "guest is up";

export interface GuestConsole {
  /** Its last 64 Ki characters. */
  tail(): string;
  /** Settles when the job starts, if it does; never rejects. */
  readonly up: Promise<void>;
}

/** @param streams every stream that the kernel and its holder write to. */
export function readConsole(streams: readonly Readable[]): GuestConsole {
  let kept = "";
  const { promise: up, resolve } = Promise.withResolvers<void>();
  for (const stream of streams) {
    stream.setEncoding("latin1").on("data", (text: string) => {
      kept = `${kept}${text.replaceAll("\r\n", "\n")}`.slice(-tailLength);
      if (kept.includes(upLine)) {
        resolve();
      }
    });
  }
  return { tail: () => kept, up };
}

/** @returns the kernel's panic message, or null if it did not panic. */
export function findPanic(tail: string): string | null {
  return /Kernel panic - not syncing: (.*)/.exec(tail)?.[1] ?? null;
}

/** @returns the last lines of output, or those before the trace of a panic. */
export function lastLines(tail: string): string {
  const [output = ""] = tail.split(/(?<=Kernel panic.*\n)/);
  return output.trim().split("\n").slice(-10).join("\n");
}
