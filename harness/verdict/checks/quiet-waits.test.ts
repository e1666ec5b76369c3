import { expect, test } from "vitest";
import { makeHistory } from "../../history/fixtures/history-builder.ts";
import type { ServerWait } from "../../history/history.ts";
import { judgeQuietWaits } from "./quiet-waits.ts";

interface Window {
  readonly cpuMs?: number;
  readonly wakeups?: number;
}

/** A pause with a look before and after each window of 50 ms. */
function pauseOf(windows: readonly Window[], processes = 1): ServerWait {
  const looks = [{ atMs: 100, processes, cpuMs: 30, runnableMs: 30, timesScheduled: 7 }];
  for (const { cpuMs = 0, wakeups = 0 } of windows) {
    const last = looks.at(-1) ?? { atMs: 0, cpuMs: 0, runnableMs: 0, timesScheduled: 0 };
    looks.push({
      atMs: last.atMs + 50,
      processes,
      cpuMs: last.cpuMs + cpuMs,
      runnableMs: last.runnableMs + cpuMs,
      timesScheduled: last.timesScheduled + wakeups,
    });
  }
  return { fromMs: 100, looks };
}

const quiet = pauseOf([{}, {}, {}]);

test.each<{ title: string; waits: readonly ServerWait[]; status: string }>([
  { title: "sleeps", waits: [quiet], status: "pass" },
  {
    title: "collects garbage in one window",
    waits: [pauseOf([{ cpuMs: 45 }, {}, {}])],
    status: "pass",
  },
  {
    title: "looks every 50 ms",
    waits: [pauseOf([{ wakeups: 1 }, { wakeups: 1 }, { wakeups: 1 }])],
    status: "pass",
  },
  {
    title: "spins",
    waits: [pauseOf([{ cpuMs: 50 }, { cpuMs: 50 }, { cpuMs: 50 }])],
    status: "fail",
  },
  {
    title: "spins on a host that leaves it a tenth of a processor, and nothing in one window",
    waits: [pauseOf([{ cpuMs: 5 }, {}, { cpuMs: 6 }])],
    status: "fail",
  },
  {
    title: "wakes up every millisecond, at next to no cost",
    waits: [pauseOf([{ wakeups: 50 }, { wakeups: 47 }, { wakeups: 50 }])],
    status: "fail",
  },
  {
    title: "spins in the second pause alone",
    waits: [quiet, pauseOf([{ cpuMs: 50 }, { cpuMs: 50 }, { cpuMs: 50 }])],
    status: "fail",
  },
  { title: "has ended", waits: [quiet, pauseOf([{}, {}, {}], 0)], status: "inconclusive" },
  { title: "is hidden", waits: [{ fromMs: 100, looks: [] }], status: "unsupported" },
  { title: "was never looked at", waits: [], status: "inconclusive" },
])("a server that can only wait and $title: $status", ({ waits, status }) => {
  expect(judgeQuietWaits(makeHistory({ serverWaits: waits })).status).toBe(status);
});
