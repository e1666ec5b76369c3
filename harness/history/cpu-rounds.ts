import type { CheckOf } from "../scenario/check.ts";
import type { Sample } from "./history.ts";

/**
 * CPU time below this, in ms, is overhead of the kernel and the runtime: it would make the first,
 * small round look cheap and the ratio large.
 */
const cpuFloorMs = 4;

/** @returns CPU time between consecutive samples, in ms, per round; null if a sample is missing. */
export function cpuOfRounds(
  samples: readonly Sample[],
  labels: readonly string[],
): readonly (readonly number[])[] | null {
  const cpu = samples
    .filter(({ label }) => labels.includes(label))
    .map((sample) => sample.implementation?.cpuMs);
  const rounds: number[][] = [];
  for (let start = 0; start < Math.max(1, cpu.length); start += labels.length) {
    const spent = labels.slice(1).map((_, index) => {
      const before = cpu[start + index] ?? Number.NaN;
      return (cpu[start + index + 1] ?? Number.NaN) - before;
    });
    if (spent.some(Number.isNaN)) {
      return null;
    }
    rounds.push(spent);
  }
  return rounds;
}

/**
 * Whether CPU time grows in proportion to the size of the work. The best round counts: other load on
 * the machine can make a round look worse than it is, but never better.
 */
export function isLinear(
  rounds: readonly (readonly number[])[],
  { sizes, atMostTimes }: CheckOf<"linear">,
): boolean {
  const [smallest = 1] = sizes;
  return rounds.some((spent) => {
    const first = Math.max(cpuFloorMs, spent[0] ?? 0);
    return spent.every((ms, index) => ms <= first * ((sizes[index] ?? 0) / smallest) * atMostTimes);
  });
}
