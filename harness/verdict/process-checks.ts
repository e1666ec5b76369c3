import type { History, ProcessOutcome } from "../history/history.ts";
import type { Check } from "../scenario/check.ts";
import { formatMs, formatOutcome } from "./text.ts";
import type { Finding } from "./verdict.ts";

type CheckOf<Kind extends Check["kind"]> = Extract<Check, { kind: Kind }>;

const hidden = "this lab does not see the implementation's processes";

/** A busy loop uses a whole processor, or half of one where it shares with others. */
const busyShare = 0.5;

export function judgeIdle(history: History): Finding {
  const expected = `less than ${100 * busyShare} % of a processor`;
  const share = history.idleCpuShare;
  if (share === null) {
    return { status: "unsupported", expected, observed: hidden };
  }
  const observed = `${Math.round(100 * share)} % of a processor when all was over`;
  return { status: share > busyShare ? "fail" : "pass", expected, observed };
}

/** Statuses from 128 on are how a shell tells of a signal. */
const crashStatus = 128;

export function judgeExits(history: History, check: CheckOf<"exits">, withinMs: number): Finding {
  const wanted = check.status === undefined ? "without a crash" : `with status ${check.status}`;
  const expected = `ends ${wanted} within ${formatMs(withinMs)} of the signal`;
  if (history.process === null) {
    return { status: "unsupported", expected, observed: hidden };
  }
  const { atEnd } = history.process;
  const signalled = history.events.findLast((event) => event.event === "signalled");
  if (signalled === undefined) {
    return { status: "inconclusive", expected, observed: "no signal was sent" };
  }
  if (atEnd.state === "running") {
    return { status: "fail", expected, observed: "still running", late: true };
  }
  const tookMs = atEnd.atMs - signalled.atMs;
  const observed = `${formatOutcome(atEnd)}, ${formatMs(tookMs)} after the signal`;
  const right = endedAsWanted(atEnd, check.status);
  const inTime = tookMs <= withinMs;
  const status = right && inTime ? "pass" : "fail";
  return { status, expected, observed, brokeAtMs: atEnd.atMs, late: right };
}

function endedAsWanted(outcome: ProcessOutcome, status: number | undefined): boolean {
  if (status === undefined) {
    const byTerm = outcome.state === "killed" && outcome.signal === "SIGTERM";
    return byTerm || (outcome.state === "exited" && outcome.status < crashStatus);
  }
  return outcome.state === "exited" && outcome.status === status;
}

export function judgeSecondInstance(history: History): Finding {
  const expected = "ends, with a status that is not 0";
  const second = history.secondInstance;
  if (second === null) {
    const status = history.process === null ? "unsupported" : "inconclusive";
    return { status, expected, observed: "no second instance was started" };
  }
  const said = second.output.text.trim().split("\n")[0] ?? "";
  const words = said === "" ? "saying nothing" : `saying "${said.slice(0, 200)}"`;
  const observed = `${formatOutcome(second.outcome)}, ${words}`;
  const { state } = second.outcome;
  const served = state === "running" || (state === "exited" && second.outcome.status === 0);
  const status = served ? "fail" : "pass";
  return { status, expected, observed, brokeAtMs: second.atMs };
}

export function judgeRestarted(history: History, withinMs: number): Finding {
  const expected = `listens again within ${formatMs(withinMs)}`;
  const restart = history.restarts.at(-1);
  if (restart === undefined) {
    const status = history.process === null ? "unsupported" : "inconclusive";
    return { status, expected, observed: "it was not restarted" };
  }
  if (restart.failure !== null) {
    return { status: "fail", expected, observed: restart.failure, brokeAtMs: restart.atMs };
  }
  const observed = `listened ${formatMs(restart.readyAfterMs)} after its start`;
  const status = restart.readyAfterMs <= withinMs ? "pass" : "fail";
  return { status, expected, observed, brokeAtMs: restart.atMs, late: true };
}

/**
 * CPU time below this, in ms, is the kernel's and the runtime's own: it would make the first, small
 * work look cheap and the ratio large.
 */
const cpuFloorMs = 4;

export function judgeLinear(history: History, check: CheckOf<"linear">): Finding {
  const expected = `CPU time per size at most ${check.atMostTimes} times that of the smallest`;
  const cpu = check.samples.map(
    (label) => history.samples.findLast((sample) => sample.label === label)?.implementation?.cpuMs,
  );
  if (history.process === null) {
    return { status: "unsupported", expected, observed: hidden };
  }
  const spent: number[] = [];
  for (const [index, after] of cpu.slice(1).entries()) {
    const before = cpu[index];
    if (before === undefined || after === undefined) {
      return { status: "inconclusive", expected, observed: "a sample was not taken" };
    }
    spent.push(after - before);
  }
  const [smallest = 1] = check.sizes;
  const first = Math.max(cpuFloorMs, spent[0] ?? 0);
  const told = spent.map((ms, index) => `${formatMs(ms)} for ${check.sizes[index]}`).join(", ");
  const tooMuch = spent.some(
    (ms, index) => ms > first * ((check.sizes[index] ?? smallest) / smallest) * check.atMostTimes,
  );
  return { status: tooMuch ? "fail" : "pass", expected, observed: told };
}
