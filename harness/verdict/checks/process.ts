import { cpuOfRounds, isLinear } from "../../history/cpu-rounds.ts";
import type { History, ProcessOutcome } from "../../history/history.ts";
import type { CheckOf } from "../../scenario/check.ts";
import { formatMs, formatOutcome } from "../text.ts";
import type { Finding } from "../verdict.ts";
import { hiddenProcesses } from "./process-samples.ts";

/** A busy loop uses a whole processor, or half of one if it has to share. */
const busyShare = 0.5;

export function judgeIdle(history: History): Finding {
  const expected = `less than ${100 * busyShare} % of a processor`;
  const share = history.idleCpuShare;
  if (share === null) {
    return { status: "unsupported", expected, observed: hiddenProcesses };
  }
  const observed = `${Math.round(100 * share)} % of a processor when all was over`;
  return { status: share > busyShare ? "fail" : "pass", expected, observed };
}

/** Shells report a signal as a status of 128 or more. */
const crashStatus = 128;

export function judgeExits(history: History, check: CheckOf<"exits">, withinMs: number): Finding {
  const wanted = check.status === undefined ? "without a crash" : `with status ${check.status}`;
  const expected = `ends ${wanted} within ${formatMs(withinMs)} of the signal`;
  if (history.process === null) {
    return { status: "unsupported", expected, observed: hiddenProcesses };
  }
  const { atEnd } = history.process;
  const signalled = history.events.findLast((event) => event.event === "signalled");
  if (signalled === undefined) {
    return { status: "inconclusive", expected, observed: "no signal was sent" };
  }
  if (atEnd.state === "running") {
    return { status: "fail", expected, observed: "still running", late: true, withinMs };
  }
  const tookMs = atEnd.atMs - signalled.atMs;
  if (tookMs < 0) {
    const before = `${formatOutcome(atEnd)}, before the signal`;
    return { status: "fail", expected, observed: before, brokeAtMs: atEnd.atMs };
  }
  const observed = `${formatOutcome(atEnd)}, ${formatMs(tookMs)} after the signal`;
  const right = endedAsWanted(atEnd, check.status);
  const inTime = tookMs <= withinMs;
  const status = right && inTime ? "pass" : "fail";
  return { status, expected, observed, brokeAtMs: atEnd.atMs, late: right, withinMs };
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
  const firstLine = second.output.text.trim().split("\n")[0] ?? "";
  const words = firstLine === "" ? "saying nothing" : `saying "${firstLine.slice(0, 200)}"`;
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

export function judgeLinear(history: History, check: CheckOf<"linear">): Finding {
  const expected = `CPU time per size at most ${check.atMostTimes} times that of the smallest`;
  if (history.process === null) {
    return { status: "unsupported", expected, observed: hiddenProcesses };
  }
  const rounds = cpuOfRounds(history.samples, check.samples);
  if (rounds === null) {
    return { status: "inconclusive", expected, observed: "a sample was not taken" };
  }
  const ratios = rounds.map((spent) =>
    spent.map((ms, index) => `${formatMs(ms)} for ${check.sizes[index]}`).join(", "),
  );
  return {
    status: isLinear(rounds, check) ? "pass" : "fail",
    expected,
    observed: ratios.join("; "),
  };
}
