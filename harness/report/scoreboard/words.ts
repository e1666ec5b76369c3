import { formatBytes } from "../../verdict/text.ts";
import type { CheckCount } from "../../verdict/verdict.ts";
import type { BoardGrade } from "./cell.ts";
import type { Scoreboard } from "./scoreboard.ts";

/** @returns for example `deno 2.9.5`, without the remarks in brackets. */
export function shortVersion(version: string | null): string {
  const short = (version ?? "").replace(/\s*\([^()]*\)/g, "").trim();
  return short === "" ? "version not known" : short;
}

/** @returns for example `261/261`. */
export function formatCount({ passed, judged }: CheckCount): string {
  return judged === 0 ? "none" : `${passed}/${judged}`;
}

/** The sign in place of a missing grade; the two cases must not be confused. */
export function signOf({ letter, undecided }: BoardGrade): string {
  return letter ?? (undecided === 0 ? "–" : "?");
}

/** @returns for example `2 × x64, 23.5 GiB of memory, Linux 6.1.0`. */
export function formatMachine({ machine }: Scoreboard): string {
  const { cpus, architecture, memoryBytes, kernel } = machine;
  return `${cpus} × ${architecture}, ${formatBytes(memoryBytes)} of memory, Linux ${kernel}`;
}

/** @returns the day of the first run, or those of the first and the last. */
export function formatDays({ runs }: Scoreboard): string {
  const days = [...new Set(runs.map(({ startedAt }) => startedAt.slice(0, 10)))];
  return days.length < 2 ? (days[0] ?? "") : `${days[0]} to ${days.at(-1)}`;
}

/** @returns for example `sockspec 0.1.0 on Node 24.0.0`. */
export function formatVersions({ versions }: Scoreboard): string {
  return `sockspec ${versions["sockspec"] ?? "of unknown version"} on Node ${versions["node"] ?? "?"}`;
}

export function distinctWords(words: readonly string[]): string {
  return [...new Set(words)].sort().join(", ") || "not known";
}
