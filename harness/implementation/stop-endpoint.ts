import type { Clock } from "../history/clock.ts";
import type { ProcessHistory } from "../history/history.ts";
import { type WatchedProcess, waitUntilGone, waitUntilRead } from "./watched-process.ts";

/** Time between SIGTERM and SIGKILL. The slowest bundled runtime took 25 ms to exit. */
const stopGraceMs = 1000;

/** SIGKILL cannot be refused; the limit allows for a kernel that is slow to report the end. */
const killGraceMs = 5000;

/** Ends it with SIGTERM, then SIGKILL. @returns its state before the signals. */
export async function stopEndpoint(watched: WatchedProcess, clock: Clock): Promise<ProcessHistory> {
  const { process } = watched;
  // A stopped process does not act on SIGTERM, and does not report its end.
  process.signalAll("SIGCONT");
  let atEnd = await watched.outcome();
  if (atEnd.state === "running" && atEnd.processes === 0) {
    // It has just ended; its exit status has not been received yet.
    await waitUntilGone(watched, clock, stopGraceMs);
    atEnd = await watched.outcome();
  }
  const signals: ("SIGTERM" | "SIGKILL")[] = [];
  const fromMs = clock.nowMs();
  let isGone = false;
  if (atEnd.state === "running") {
    signals.push("SIGTERM");
    process.signal("SIGTERM");
    isGone = await waitUntilGone(watched, clock, stopGraceMs);
    if (!isGone && (await process.processes()).length > 0) {
      signals.push("SIGKILL");
    }
  }
  if (!isGone) {
    process.killAll();
    await waitUntilGone(watched, clock, killGraceMs);
  }
  const tookMs = clock.nowMs() - fromMs;
  await waitUntilRead(watched, clock);
  const stop =
    atEnd.state === "running" ? { signals, tookMs, outcome: watched.ended() ?? atEnd } : null;
  return { atEnd, stop, output: watched.output() };
}
