import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Implementation } from "../../implementation/manifest.ts";
import { loadSpoken } from "../../implementation/spoken.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import type { RunOptions } from "../run-options.ts";
import type { ControlCase } from "../session/control-case.ts";
import { runPlan } from "../sessions.ts";
import { withOwnCaches } from "./environment.ts";
import { chooseGuestLabs } from "./labs.ts";
import {
  type GuestJob,
  type GuestMessage,
  guestFiles,
  heartbeat,
  virtualLimits,
} from "./messages.ts";
import { beginVirtualCase, readSpinKicks } from "./virtual-case.ts";

/**
 * The command that does a window's job in a guest. It imports this file rather than run it: the
 * process that boots the guest imports it too, so it is in the compile cache. If one file were not,
 * Node would load its stripper of types, which takes a guest 0.4 s.
 *
 * @param node how Node is started.
 */
export function workerCommand(node: readonly string[], window: string): readonly string[] {
  const module = JSON.stringify(import.meta.url);
  const script = `(await import(${module})).workInGuest(process.argv[1])`;
  return [...node, "--input-type=module", "--eval", script, "--", window];
}

/**
 * Runs in the guest. It runs the cases of the job in its window, and writes a line there with the
 * result of each as it ends.
 */
export async function workInGuest(window: string): Promise<void> {
  const job = JSON.parse(readFileSync(join(window, guestFiles.job), "utf8")) as GuestJob;
  loadSpoken(job.plan.map(({ implementation }) => implementation));
  const { signal } = new AbortController();
  const say = (message: GuestMessage) => writeLine(window, message);
  const stopSigns = job.virtual ? () => {} : startHeartbeat(say);
  const outcome = await runPlan({
    ...withPatience(job),
    ...(job.virtual ? { environment: withOwnCaches(job.environment) } : {}),
    labKind: job.containers === null ? "netns" : "container",
    openLab: await chooseGuestLabs(job, signal),
    signal,
    unusable: new Map(),
    ...(job.virtual
      ? virtualEvents(say)
      : { onCase: (finished) => say({ type: "case", finished }) }),
    onSession: (session) => say({ type: "session", session }),
    onWaiting: (implementation, waitedMs) => say({ type: "waiting", implementation, waitedMs }),
  });
  stopSigns();
  const labFailure = outcome.labFailure?.message ?? null;
  say({ type: "end", labFailure, cutShort: labFailure === null ? outcome.stopped : null });
}

type Say = (message: GuestMessage) => void;

function startHeartbeat(say: Say): () => void {
  const beat = setInterval(() => say({ type: "alive" }), heartbeat.everyMs);
  return () => clearInterval(beat);
}

/** Begins each case anew, and ends this process where one has taken a simulated day. */
function virtualEvents(say: Say): Pick<RunOptions, "onCase" | "onBegin" | "beforePlay"> {
  let limit: NodeJS.Timeout | undefined;
  let kicksBefore = readSpinKicks();
  return {
    beforePlay: beginVirtualCase,
    onBegin({ index }) {
      say({ type: "begin", index });
      limit = setTimeout(() => {
        const hours = virtualLimits.simulatedMaxMs / 3_600_000;
        process.stderr.write(`The case did not end within ${hours} simulated hours.\n`);
        process.exit(1);
      }, virtualLimits.simulatedMaxMs);
    },
    onCase(finished) {
      clearTimeout(limit);
      const kicks = readSpinKicks();
      say({ type: "case", finished, spinKicks: kicks - kicksBefore });
      kicksBefore = kicks;
    },
  };
}

/** If a message cannot be written, exits: a partial line may be on disk, and nothing may follow it. */
function writeLine(window: string, message: GuestMessage): void {
  try {
    appendFileSync(join(window, guestFiles.results), `${JSON.stringify(message)}\n`);
  } catch (error) {
    const what = `sockspec: results cannot be written to ${window}: ${error}`;
    writeFileSync("/dev/console", `${what}. Free some space.\n`);
    process.exit(1);
  }
}

/** A guest takes 0.35 s to start Node, where its host takes 0.04 s. */
const startPatience = 4;

/** A limit of at least this many ms is meant for implementations that are slow anywhere. */
const generousMs = 30_000;

function startLimitMs(readyTimeoutMs: number): number {
  return Math.max(readyTimeoutMs, Math.min(startPatience * readyTimeoutMs, generousMs));
}

/**
 * The job, with longer limits for starting implementations. Each of those is one object again, as it is in
 * the plan that was written into the job: what is known of it once is known of it in all cases.
 */
export function withPatience({ plan, controls, ...rest }: GuestJob): GuestJob {
  const patient = new Map<string, Implementation>();
  const wait = (planned: PlannedCase): PlannedCase => {
    const key = JSON.stringify(planned.implementation);
    const readyTimeoutMs = startLimitMs(planned.implementation.readyTimeoutMs);
    const implementation = patient.get(key) ?? { ...planned.implementation, readyTimeoutMs };
    patient.set(key, implementation);
    return { ...planned, implementation };
  };
  const waitFor = (control: ControlCase) => ({ ...control, planned: wait(control.planned) });
  return {
    ...rest,
    plan: plan.map(wait),
    controls: controls && {
      good: waitFor(controls.good),
      bad: waitFor(controls.bad),
      ...(controls.client === undefined ? {} : { client: waitFor(controls.client) }),
    },
  };
}
