import { readFileSync } from "node:fs";
import type { MachineTimes } from "../../history/history.ts";
import type { Stage } from "../stage.ts";

/** USER_HZ, in which proc_stat(5) counts, is 100 on every architecture that Node runs on. */
const tickMs = 10;

/** Observes the machine's processors, and the implementation's use of them. */
export interface MachineWatch {
  /** @returns the times since the watch began; null where the machine does not show them. */
  sinceThen(): Promise<MachineTimes | null>;
}

export async function watchMachine(stage: Stage): Promise<MachineWatch> {
  const before = await look(stage);
  return {
    async sinceThen() {
      const after = await look(stage);
      if (before.processors === null || after.processors === null) {
        return null;
      }
      return {
        processors: after.processors.count,
        elapsedMs: after.atMs - before.atMs,
        busyMs: after.processors.busyMs - before.processors.busyMs,
        stolenMs: after.processors.stolenMs - before.processors.stolenMs,
        implementation: implementationBetween(before.implementation, after.implementation),
      };
    },
  };
}

async function look({ ask, clock }: Stage) {
  const { sample } = await ask({ do: "sample" });
  return {
    atMs: clock.nowMs(),
    processors: parseProcessors(readStat()),
    implementation: sample?.implementation ?? null,
  };
}

type Look = Awaited<ReturnType<typeof look>>["implementation"];

/** Threads that ended meanwhile take their waits with them; a server that was down used nothing. */
function implementationBetween(before: Look, after: Look): MachineTimes["implementation"] {
  if (after === null) {
    return null;
  }
  const waitMs = (look: Look) => (look === null ? 0 : look.runnableMs - look.cpuMs);
  return {
    cpuMs: Math.max(0, after.cpuWithEndedMs - (before?.cpuWithEndedMs ?? 0)),
    processorWaitMs: Math.max(0, waitMs(after) - waitMs(before)),
  };
}

interface Processors {
  readonly count: number;
  readonly busyMs: number;
  readonly stolenMs: number;
}

/**
 * Interrupts are left out of the busy time: they are mostly the load's own segments.
 *
 * @returns null where the text is no `/proc/stat`.
 */
export function parseProcessors(stat: string): Processors | null {
  const [, line] = /^cpu +([\d ]+)$/m.exec(stat) ?? [];
  if (line === undefined) {
    return null;
  }
  const [user = 0, nice = 0, system = 0, , , , , stolen = 0] = line.split(" ").map(Number);
  return {
    count: stat.match(/^cpu\d/gm)?.length ?? 1,
    busyMs: (user + nice + system) * tickMs,
    stolenMs: stolen * tickMs,
  };
}

function readStat(): string {
  try {
    return readFileSync("/proc/stat", "latin1");
  } catch {
    return "";
  }
}
