import { readFileSync, writeFileSync } from "node:fs";
import type { PlannedCase } from "../../plan/plan.ts";
import { deriveSeed } from "../../protocol/random.ts";

/** Files of the kernel that `containers/guest/virtual/linux-6.12.patch` adds. */
const files = {
  align: "/sys/module/time/parameters/tt_align",
  netemSeed: "/sys/module/sch_netem/parameters/seed",
  spinKicks: "/sys/module/kernel/parameters/tt_spin_kicks",
} as const;

/** The clock's next multiple of this is where a case begins, in ns. */
const beginNs = 1_000_000_000;

/**
 * Gives a case a beginning that does not depend on the cases before it: timers of TCP are counted in
 * ticks of 10 ms, and netem draws one number after another.
 *
 * Implementations that play the same scenario get losses of their own: if all had the same ones, their
 * segments would be fewer draws than the proof of the link takes them for.
 */
export function beginVirtualCase({
  seed,
  implementation,
}: Pick<PlannedCase, "seed" | "implementation">): void {
  writeFileSync(files.netemSeed, String(deriveSeed(seed, "netem", implementation.name)));
  writeFileSync(files.align, String(beginNs));
}

/** @returns how often the kernel has helped a process on that spun without a system call. */
export function readSpinKicks(): number {
  return Number(readFileSync(files.spinKicks, "latin1"));
}
