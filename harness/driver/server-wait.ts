import type { ServerWait } from "../history/history.ts";
import type { Stage } from "./stage.ts";

/** Time between looks, in ms, of which each costs the harness 1 to 2 ms. */
const lookEveryMs = 50;

/** Number of windows: enough for a median, too few to show in CPU times. */
const windowsMin = 3;
const windowsMax = 10;

/** Pauses, and looks meanwhile at what the implementation uses of the processors. */
export async function watchServerWait(stage: Stage, pauseMs: number): Promise<void> {
  const looks: ServerWait["looks"][number][] = [];
  stage.serverWaits.push({ fromMs: stage.clock.nowMs(), looks });
  const windows = Math.min(windowsMax, Math.max(windowsMin, Math.floor(pauseMs / lookEveryMs)));
  await look(stage, looks);
  for (let window = 0; window < windows; window += 1) {
    await stage.clock.sleep(pauseMs / windows, stage.signal);
    await look(stage, looks);
  }
}

async function look(stage: Stage, looks: ServerWait["looks"][number][]): Promise<void> {
  const { sample } = await stage.ask({ do: "sample" });
  const implementation = sample?.implementation ?? null;
  if (implementation !== null) {
    const { processes, cpuMs, runnableMs, timesScheduled } = implementation;
    looks.push({ atMs: stage.clock.nowMs(), processes, cpuMs, runnableMs, timesScheduled });
  }
}
