import type { Clock } from "../history/clock.ts";
import type { ProcessHistory } from "../history/history.ts";
import { type WatchedProcess, waitUntilGone, waitUntilRead } from "./watched-process.ts";

/** Time between SIGTERM and SIGKILL. The slowest bundled runtime took 25 ms to leave. */
const stopGraceMs = 1000;

/** SIGKILL cannot be refused; this is for a kernel that is slow to tell. */
const killGraceMs = 5000;

/** Ends it with SIGTERM, and with SIGKILL what is left of it; tells how it had fared before. */
export async function stopEndpoint(watched: WatchedProcess, clock: Clock): Promise<ProcessHistory> {
  const { process } = watched;
  // What is stopped neither ends on SIGTERM nor tells that it has ended.
  process.signalAll("SIGCONT");
  let atEnd = await watched.outcome();
  if (atEnd.state === "running" && atEnd.processes === 0) {
    // It has just ended, and how is on its way here.
    await waitUntilGone(watched, clock, stopGraceMs);
    atEnd = await watched.outcome();
  }
  const signals: ("SIGTERM" | "SIGKILL")[] = [];
  const fromMs = clock.nowMs();
  if (atEnd.state === "running") {
    signals.push("SIGTERM");
    process.signal("SIGTERM");
    await waitUntilGone(watched, clock, stopGraceMs);
    if ((await process.processes()).length > 0) {
      signals.push("SIGKILL");
    }
  }
  process.killAll();
  await waitUntilGone(watched, clock, killGraceMs);
  const tookMs = clock.nowMs() - fromMs;
  await waitUntilRead(watched, clock);
  const stop =
    atEnd.state === "running" ? { signals, tookMs, outcome: watched.ended() ?? atEnd } : null;
  return { atEnd, stop, output: watched.output() };
}
