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
import { collectAll, forgetPeak, readMemory } from "./own-memory.ts";
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
  const clock = startClock(BigInt(message.epochNs), message.virtualTime);
  try {
    const before = process.cpuUsage();
    const observed = await play(message, { ...options, clock });
    const { user, system } = process.cpuUsage(before);
    const { peakBytes } = readMemory();
    const processorMs = (user + system) / 1000;
    say({ type: "played", id: message.id, observed, peakBytes, processorMs });
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say({ type: "failed", id: message.id, message: text });
  } finally {
    clock.stop();
    collectGarbage();
    forgetPeak();
  }
}

/** A driver uses 13 MB when it has just started, and 20 MB after some plays. */
const collectAboveBytes = 24 * 2 ** 20;

/** A thousand connections left 30 MB. Collecting takes 25 ms, between plays, when nothing is measured. */
function collectGarbage(): void {
  if (readMemory().ownBytes > collectAboveBytes) {
    collectAll(globalThis.gc);
  }
}
