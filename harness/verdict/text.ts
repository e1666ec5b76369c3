import type { ProcessOutcome } from "../history/history.ts";

const units = ["B", "KiB", "MiB", "GiB"] as const;

/** In bytes; smaller amounts are short enough to be written exactly. */
const exactBytesMax = 10_240;

/** @returns for example `512 B` or `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  if (Math.abs(bytes) < exactBytesMax) {
    return `${Math.round(bytes)} B`;
  }
  const exponents = units.map((_, exponent) => exponent);
  const fits = exponents.find((exponent) => Math.abs(bytes) / 1024 ** exponent < 1023.95);
  const exponent = fits ?? units.length - 1;
  return `${Number((bytes / 1024 ** exponent).toFixed(1))} ${units[exponent]}`;
}

/** @returns for example `1204.5 ms`. */
export function formatMs(ms: number): string {
  return `${Number(ms.toFixed(ms < 10 ? 2 : 1))} ms`;
}

/** @returns for example `1 datagram` or `2 replies`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A reason is a phrase, or sentences that already end with a full stop. */
export function withFullStop(reason: string): string {
  return reason.endsWith(".") ? reason : `${reason}.`;
}

export function formatOutcome(outcome: ProcessOutcome): string {
  switch (outcome.state) {
    case "running":
      return "running";
    case "exited":
      return `exited with status ${outcome.status} at ${formatMs(outcome.atMs)}`;
    case "killed":
      return `killed by ${outcome.signal}${outcome.outOfMemory === true ? " (out of memory)" : ""} at ${formatMs(outcome.atMs)}`;
  }
}
