import { readFileSync } from "node:fs";
import type { Stage } from "./stage.ts";

/** Interval between looks, in ms; each costs 1 to 2 ms. */
const lookAfterMs = 25;

/** Measures how long the driver and the implementation were runnable without a processor. */
export interface ProcessorWait {
  /** @returns the wait since the last look, in ms; 0 if that was a moment ago. */
  sinceLastLook(): Promise<number>;
}

export async function watchProcessorWait(stage: Stage): Promise<ProcessorWait> {
  if (stage.clock.isSimulated) {
    return { sinceLastLook: async () => 0 };
  }
  let lookedAtMs = stage.clock.nowMs();
  let waited = await look(stage);
  return {
    async sinceLastLook() {
      if (stage.clock.nowMs() - lookedAtMs < lookAfterMs) {
        return 0;
      }
      const before = waited;
      waited = await look(stage);
      lookedAtMs = stage.clock.nowMs();
      // The figures of processes that ended or were restarted are lost.
      return (
        Math.max(0, waited.driverMs - before.driverMs) +
        Math.max(0, waited.implementationMs - before.implementationMs)
      );
    },
  };
}

async function look({ ask }: Stage) {
  const { sample } = await ask({ do: "sample" });
  const { runnableMs = 0, cpuMs = 0 } = sample?.implementation ?? {};
  return { driverMs: driverWaitMs(), implementationMs: runnableMs - cpuMs };
}

/** The second figure of `/proc/self/schedstat` (Linux, Documentation/scheduler/sched-stats.rst). */
function driverWaitMs(): number {
  try {
    const [, waitedNs] = readFileSync("/proc/self/schedstat", "latin1").split(" ");
    return Number(waitedNs) / 1e6;
  } catch {
    // A kernel without CONFIG_SCHED_INFO has no such file.
    return 0;
  }
}
