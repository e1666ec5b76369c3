import type { ProcessOutcome } from "../history/history.ts";

const units = ["B", "KiB", "MiB", "GiB"] as const;

/** @returns such as `512 B` or `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : Number(value.toFixed(1))} ${units[unit]}`;
}

/** @returns such as `1204.5 ms`. */
export function formatMs(ms: number): string {
  return `${Number(ms.toFixed(ms < 10 ? 2 : 1))} ms`;
}

export function formatOutcome(outcome: ProcessOutcome): string {
  switch (outcome.state) {
    case "running":
      return "running";
    case "exited":
      return `exited with status ${outcome.status} at ${formatMs(outcome.atMs)}`;
    case "killed":
      return `killed by ${outcome.signal} at ${formatMs(outcome.atMs)}`;
  }
}
