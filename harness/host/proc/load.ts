import { readProc } from "./read.ts";

/** How busy this machine's processors are, with all processes counted. */
export interface LoadWatch extends Disposable {
  /**
   * @param windowMs 250 to 4000.
   * @returns the share of all processors that was idle during the window, 0 to 1; null while it is
   * not known.
   */
  idleShare(windowMs: number): number | null;
}

/** Times of all processors since boot, in ticks, as proc_stat(5) counts them. */
interface Ticks {
  readonly all: number;
  readonly idle: number;
}

const lookEveryMs = 250;

const windowMsMax = 4000;

export function watchLoad(read: () => string = readStat): LoadWatch {
  const looks: Ticks[] = [];
  const look = () => {
    const ticks = parseTicks(read());
    if (ticks !== null) {
      looks.push(ticks);
      looks.splice(0, looks.length - windowMsMax / lookEveryMs - 1);
    }
  };
  look();
  const timer = setInterval(look, lookEveryMs).unref();
  return {
    idleShare(windowMs) {
      const before = Math.max(0, looks.length - 1 - windowMs / lookEveryMs);
      const [first, last] = [looks[before], looks.at(-1)];
      const passed = first === undefined || last === undefined ? 0 : last.all - first.all;
      return passed === 0 ? null : ((last?.idle ?? 0) - (first?.idle ?? 0)) / passed;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** For those whom it does not concern. */
export function ignoreLoad(): LoadWatch {
  return { idleShare: () => null, [Symbol.dispose]: () => {} };
}

/** @returns null if the file does not exist. */
export function parseTicks(stat: string): Ticks | null {
  const [, line] = /^cpu +([\d ]+)$/m.exec(stat) ?? [];
  if (line === undefined) {
    return null;
  }
  // The last two, time of guests, are part of the first two.
  const times = line.split(" ").slice(0, 8).map(Number);
  const [, , , idle = 0, inputOutput = 0] = times;
  return { all: times.reduce((sum, time) => sum + time, 0), idle: idle + inputOutput };
}

function readStat(): string {
  try {
    return readProc("/proc/stat");
  } catch {
    return "";
  }
}
