import { readFileSync, writeFileSync } from "node:fs";
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

/** A driver that has just started has 15 MB of its own, and 25 MB after some plays. */
const collectAboveBytes = 36 * 2 ** 20;

/**
 * V8 lets payloads that nobody uses any more pile up to 64 MB before it collects them. Between two
 * plays it costs 5 ms, and nothing is measured.
 */
function collectGarbage(): void {
  if (readMemory().ownBytes > collectAboveBytes) {
    globalThis.gc?.();
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
