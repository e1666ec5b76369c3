/**
 * The process inside the guest kernel. It runs the cases of the job that lies in the folder named
 * by its argument, and writes what comes of them there, a line each, as they end.
 */
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../lab/lab.ts";
import { openNetnsLab } from "../lab/netns.ts";
import { largestBufferBytes } from "../network/buffers.ts";
import { type GuestJob, type GuestMessage, guestFiles, heartbeat } from "./guest-messages.ts";
import { runPlan } from "./run-plan.ts";

const [, , window = "."] = process.argv;
const job = JSON.parse(readFileSync(join(window, guestFiles.job), "utf8")) as GuestJob;
const { signal } = new AbortController();

function say(message: GuestMessage): void {
  appendFileSync(join(window, guestFiles.said), `${JSON.stringify(message)}\n`);
}

function inGuest(lab: Lab): Lab {
  return { ...lab, facts: { ...lab.facts, kernel: `${lab.facts.kernel} (guest)` } };
}

const beat = setInterval(() => say({ type: "alive" }), heartbeat.everyMs);
const { environment, fixedPort } = job;
const outcome = await runPlan({
  ...job,
  labKind: "netns",
  openLab: async (network) => {
    const buffers = largestBufferBytes(network);
    return inGuest(
      await openNetnsLab({ environment, fixedPort, largestBufferBytes: buffers, signal }),
    );
  },
  signal,
  unusable: new Map(),
  onCase(finished) {
    say({ type: "case", finished });
    return finished.result;
  },
  onSession: (session) => say({ type: "session", session }),
});
clearInterval(beat);
say({ type: "end", labFailure: outcome.labFailure?.message ?? null });
