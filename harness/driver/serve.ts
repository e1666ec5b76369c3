import { readFileSync, writeFileSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { createInterface } from "node:readline";
import { startClock } from "../history/clock.ts";
import type {
  FromDriver,
  HarnessAnswer,
  HarnessRequest,
  Observed,
  PlayMessage,
  ToDriver,
} from "./messages.ts";
import type { PlayOptions } from "./stage.ts";

type Play = (message: PlayMessage, options: PlayOptions) => Promise<Observed>;

/**
 * Makes this process the driver inside the client host. It reads requests as NDJSON on standard
 * input, answers on standard output, and exits when standard input ends.
 */
export function serve(play: Play): void {
  const stopping = new AbortController();
  const awaited = new Map<number, (answer: HarnessAnswer) => void>();
  let asked = 0;
  const ask = (request: HarnessRequest): Promise<HarnessAnswer> => {
    asked += 1;
    const id = asked;
    return new Promise((resolve) => {
      awaited.set(id, resolve);
      say({ type: "ask", id, request });
    });
  };
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on("line", (line) => {
    const message = JSON.parse(line) as ToDriver;
    if (message.type === "answer") {
      awaited.get(message.id)?.(message.answer);
      awaited.delete(message.id);
    } else {
      void perform(message, play, { ask, signal: stopping.signal });
    }
  });
  lines.on("close", () => {
    stopping.abort();
    process.exit();
  });
  // Drivers that start from now on need no compiler of types, which takes 12 MB.
  flushCompileCache();
  say({ type: "ready" });
}

function say(message: FromDriver): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function perform(
  message: PlayMessage,
  play: Play,
  options: Omit<PlayOptions, "clock">,
): Promise<void> {
  const clock = startClock(BigInt(message.epochNs));
  try {
    const observed = await play(message, { ...options, clock });
    say({ type: "played", id: message.id, observed, peakBytes: readMemory().peakBytes });
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say({ type: "failed", id: message.id, message: text });
  } finally {
    clock.stop();
    collectGarbage();
    forgetPeak();
  }
}

/** A driver that has just started has 13 MB of its own, and 20 MB after some plays. */
const collectAboveBytes = 24 * 2 ** 20;

/**
 * V8 lets unused payloads pile up to 64 MB before it collects them, and then keeps the pages for
 * itself: a thousand connections left 30 MB that way. As a last resort it gives them back. That takes
 * 25 ms, between two plays, when nothing is measured.
 */
function collectGarbage(): void {
  if (readMemory().ownBytes > collectAboveBytes) {
    globalThis.gc?.({ type: "major", execution: "sync", flavor: "last-resort" });
  }
}

/** Lets the kernel count VmHWM anew, as proc_pid_clear_refs(5) has it. */
function forgetPeak(): void {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // Where /proc is read-only the peak stays that of all plays.
  }
}

/** Memory without pages of files, in bytes: those are there from the start, and stay. */
function readMemory(): { readonly ownBytes: number; readonly peakBytes: number } {
  try {
    const status = readFileSync("/proc/self/status", "latin1");
    const bytes = (name: string) =>
      1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0);
    const peakBytes = Math.max(0, bytes("VmHWM") - bytes("RssFile"));
    return { ownBytes: bytes("RssAnon"), peakBytes };
  } catch {
    return { ownBytes: 0, peakBytes: 0 };
  }
}
