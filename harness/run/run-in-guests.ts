import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bootGuest } from "../lab/guest.ts";
import type { GuestEnd } from "../lab/guest-end.ts";
import { LabOpenError } from "../lab/lab.ts";
import type { PlannedCase } from "../plan/plan.ts";
import type { CaseResult, SessionResult } from "./case-result.ts";
import { followFile } from "./follow-file.ts";
import { type GuestJob, type GuestMessage, guestFiles, heartbeat } from "./guest-messages.ts";
import { makeFolder } from "./make-folder.ts";
import {
  emptyCase,
  inSession,
  type RunOptions,
  type RunOutcome,
  withoutRunning,
} from "./run-plan.ts";

export interface GuestRunOptions extends Omit<RunOptions, "openLab"> {
  /** The run's folder; what the guests write lies in it. */
  readonly folder: string;
  /** Guests side by side, each on a CPU of its own. */
  readonly guests: number;
  readonly fixedPort: number | null;
  /** How Node is started there, with what loads TypeScript. */
  readonly node: readonly string[];
}

/** A guest's labs and servers live in it: a runtime takes 100 MB, and so does a driver. */
const memoryMiB = 3072;

/**
 * Runs a plan inside guest kernels, side by side. What a guest has finished counts whatever becomes
 * of it; what it has not is an *error*, with the reason.
 */
export async function runInGuests(options: GuestRunOptions): Promise<RunOutcome> {
  const finished: CaseResult[] = [];
  const sessions: SessionResult[] = [];
  const runnable = options.plan.filter((planned) => {
    const known = withoutRunning(planned, options);
    if (known !== null) {
      finished.push(options.onCase(known));
    }
    return known === null;
  });
  const parts = share(runnable, options.guests);
  const failures = await Promise.all(
    parts.map(async (plan, index) => {
      const left = new Map(plan.map((planned) => [planned.index, planned]));
      const failure = await runInGuest(plan, index, options, (message) => {
        if (message.type === "case") {
          left.delete(message.finished.result.index);
          const { result } = message.finished;
          const session = result.session === null ? null : numberOf(index, result.session);
          const numbered = { ...message.finished, result: { ...result, session } };
          finished.push(options.onCase(numbered));
        } else if (message.type === "session") {
          const session = { ...message.session, session: numberOf(index, message.session.session) };
          sessions.push(session);
          options.onSession(session);
        }
      });
      if (failure !== null && !options.signal.aborted) {
        for (const planned of left.values()) {
          const outcome = { verdict: "error", reason: failure } as const;
          finished.push(options.onCase(emptyCase(planned, options, outcome)));
        }
      }
      return failure;
    }),
  );
  const failure = failures.find((one) => one !== null);
  return {
    cases: finished.map((one) => inSession(one, sessions)).sort((a, b) => a.index - b.index),
    sessions: sessions.sort((a, b) => a.session - b.session),
    interrupted: options.signal.aborted,
    labFailure: failure === undefined || options.signal.aborted ? null : new LabOpenError(failure),
  };
}

/** Sessions of different guests get different numbers: those of the first from 101 on. */
function numberOf(guest: number, session: number): number {
  return 100 * (guest + 1) + session;
}

/** Every guest gets its share of each network's cases: some networks take far longer than others. */
function share(plan: readonly PlannedCase[], guests: number): readonly PlannedCase[][] {
  const parts: PlannedCase[][] = Array.from({ length: guests }, () => []);
  for (const [index, planned] of plan.entries()) {
    parts[index % guests]?.push(planned);
  }
  return parts.filter((part) => part.length > 0);
}

/** @returns why the guest did not run all of its cases, or null. */
async function runInGuest(
  plan: readonly PlannedCase[],
  index: number,
  options: GuestRunOptions,
  onMessage: (message: GuestMessage) => void,
): Promise<string | null> {
  const window = join(options.folder, "guests", String(index + 1));
  makeFolder(window);
  writeFileSync(join(window, guestFiles.job), JSON.stringify(jobOf(plan, options)));
  writeFileSync(join(window, guestFiles.said), "");
  const silence = new AbortController();
  const signal = AbortSignal.any([options.signal, silence.signal]);
  let end: Extract<GuestMessage, { type: "end" }> | null = null;
  let timer = setTimeout(() => {}, 0);
  const startTimer = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), heartbeat.silentMaxMs);
  };
  using following = followFile(join(window, guestFiles.said), (line) => {
    startTimer();
    const message = JSON.parse(line) as GuestMessage;
    if (message.type === "end") {
      end = message;
    }
    onMessage(message);
  });
  try {
    await using guest = await bootGuest({
      window,
      command: [...options.node, join(import.meta.dirname, "guest-worker.ts"), window],
      cwd: process.cwd(),
      environment: options.environment,
      cpu: index,
      memoryMiB,
      signal,
    });
    startTimer();
    const ended = await guest.ended;
    following.readRest();
    return explain(end, ended, { silent: silence.signal.aborted, console: guest.consoleTail() });
  } catch (error) {
    if (error instanceof LabOpenError) {
      return error.message;
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function jobOf(plan: readonly PlannedCase[], options: GuestRunOptions): GuestJob {
  const { jobs, controls, environment, bail, fixedPort } = options;
  return { plan, jobs, controls, environment, bail, fixedPort };
}

function explain(
  end: Extract<GuestMessage, { type: "end" }> | null,
  ended: GuestEnd,
  { silent, console }: { readonly silent: boolean; readonly console: string },
): string | null {
  if (end !== null) {
    return end.labFailure;
  }
  if (silent) {
    return `The guest kernel said nothing for ${heartbeat.silentMaxMs / 1000} s and was ended. Run again, with fewer --jobs if this machine is busy.`;
  }
  return `The guest kernel ended before its cases did: ${describeEnd(ended)}. Its console ended with: ${console.trim().split("\n").slice(-5).join(" / ")}`;
}

function describeEnd(ended: GuestEnd): string {
  switch (ended.how) {
    case "finished":
      return `its job ended with status ${ended.status}`;
    case "panicked":
      return `it panicked (${ended.said})`;
    case "killed":
      return `${ended.signal} killed it`;
    case "failed":
      return ended.said;
  }
}
