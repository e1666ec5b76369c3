import type { Readable } from "node:stream";

/** How much of a console is kept, in characters. */
const tailLength = 65_536;

/** What `containers/guest/init.sh` writes as the job starts. */
const upLine = "guest is up";

export interface GuestConsole {
  /** Its last 64 Ki characters. */
  tail(): string;
  /** Settles when the job starts, and never rejects; it does not settle if the job never starts. */
  readonly up: Promise<void>;
}

/** @param streams all that the kernel and its holder write to. */
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

/** @returns what the kernel said as it panicked, or null if it did not. */
export function findPanic(tail: string): string | null {
  return /Kernel panic - not syncing: (.*)/.exec(tail)?.[1] ?? null;
}

/** @returns what was said before the end, or before the trace that follows a panic. */
export function lastLines(tail: string): string {
  const [said = ""] = tail.split(/(?<=Kernel panic.*\n)/);
  return said.trim().split("\n").slice(-10).join("\n");
}
