import type { History } from "../history/history.ts";
import { byteCount, durationMs } from "../scenario/amount.ts";
import type { Check } from "../scenario/check.ts";
import { sharedChecksOf } from "../scenario/epilogue.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { judgeClient } from "./checks/client.ts";
import {
  judgeAccepted,
  judgeConnected,
  judgeEcho,
  judgeEnds,
  judgeNothingBeyond,
  judgeRefused,
  judgeStaysOpen,
} from "./checks/connection.ts";
import {
  judgeAnswered,
  judgeAnswersFrom,
  judgeNoDatagramBeyond,
  judgeRepliesAtMost,
  judgeWholeReplies,
} from "./checks/datagrams.ts";
import { judgeLatency } from "./checks/latency.ts";
import { judgeLoadEchoed } from "./checks/load.ts";
import { judgePair } from "./checks/pair-runs.ts";
import {
  judgeExits,
  judgeIdle,
  judgeLinear,
  judgeRestarted,
  judgeSecondInstance,
} from "./checks/process.ts";
import { judgeQuietWaits } from "./checks/quiet-waits.ts";
import { judgeGrowth, judgeProcess, judgeSockets } from "./checks/server.ts";
import { judgeSlope } from "./checks/slope.ts";
import { judgeSocketOptions } from "./checks/socket-options.ts";
import {
  judgePathKept,
  judgeRestartsOrExits,
  judgeSocketMode,
  judgeSocketRemoved,
  judgeSocketTypeRefused,
} from "./checks/unix-socket.ts";
import { judgeResetsAtUpstream } from "./checks/upstream.ts";
import { withoutLoad } from "./cut-short.ts";
import { fateOf } from "./fate.ts";
import { whyDisturbed } from "./figures/disturbance.ts";
import { figuresOf } from "./figures/figures.ts";
import { standstillsMs } from "./late-timers.ts";
import { stimulusResult } from "./stimulus-results.ts";
import { formatMs } from "./text.ts";
import type { CheckResult, Finding, Judgement, StimulusResult } from "./verdict.ts";

/**
 * Judges a history. Pure: the same scenario and history give the same judgement, on any machine
 * and at any time.
 *
 * A failed MUST is a failure whatever else happened. A pass counts only if the stimulus occurred:
 * otherwise the scenario's own checks are *inconclusive*, or *unsupported* if the lab could not
 * have seen it.
 */
export function judge(scenario: Scenario, history: History): Judgement {
  const { lossy, roundTripMs } = history.context;
  const isClean = !lossy && roundTripMs === 0;
  const isUnix = history.unixSocket !== undefined;
  const stimulus = scenario.stimulus
    .filter(({ links }) => links === undefined || isClean)
    .filter((condition) => !("transport" in condition && condition.transport === "tcp" && isUnix))
    .map((condition) => stimulusResult(history, condition));
  const own = scenario.checks.map((check) =>
    withoutLoad(judgeCheck(check, history), check, scenario.checks, history),
  );
  const checks = [
    ...own.map((result) => withoutStimulus(result, stimulus)),
    ...sharedChecksOf(scenario).map((check) => judgeCheck(check, history)),
  ];
  const fate = fateOf(history, checks);
  const summary = summarise(checks, own, stimulus);
  const judgement = { checks, stimulus, fate, ...summary };
  const figures = figuresOf(scenario, history);
  if (figures.length === 0) {
    return judgement;
  }
  const disturbed = whyDisturbed(scenario, history);
  return { ...judgement, figures, ...(disturbed === null ? {} : { disturbed }) };
}

/** The deadline of most waits, in ms; few are shorter. */
const usualDeadlineMs = 2000;

/**
 * A timer that fired this share of a deadline late means that the host was starved. A
 * quiet host was never later than 60 ms. The harness's own timers count where it took the times.
 */
const starvedShare = 0.25;

function judgeCheck(check: Check, history: History): CheckResult {
  const { id, statement, source } = check;
  const found = find(check, history);
  const {
    level = check.level,
    late = false,
    brokeAtMs = null,
    withinMs,
    waited,
    ...finding
  } = found;
  const result = { id, level, statement, source, ...finding, brokeAtMs };
  if (finding.status !== "fail") {
    return { ...result, brokeAtMs: null };
  }
  const excuse = late ? excuseFor(check, history, found) : null;
  if (excuse !== null) {
    const observed = `${finding.observed}, but ${excuse}`;
    return { ...result, status: "inconclusive", observed, brokeAtMs: null };
  }
  return result;
}

/** Checks of times that the harness takes, not the driver. */
const timedByHarness: ReadonlySet<Check["kind"]> = new Set([
  "exits",
  "exitStatus",
  "restarted",
  "restartsOrExits",
  "clientExits",
]);

/** @returns why lateness may not be the implementation's fault, or null. */
function excuseFor(
  check: Check,
  history: History,
  { withinMs = usualDeadlineMs, waited }: Finding,
): string | null {
  const { harnessLatenessMsMax, linkFaults, events } = history;
  const byHarness = timedByHarness.has(check.kind) || linkFaults.length > 0;
  const latenessMs = Math.max(
    driverLatenessMs(history, waited),
    byHarness ? harnessLatenessMsMax : 0,
  );
  // A server that is asked to end has most of its time for nothing else.
  const deadlineMs = check.kind === "exits" ? withinMs : Math.min(withinMs, usualDeadlineMs);
  if (latenessMs > starvedShare * deadlineMs) {
    return `this host was starved: a timer fired ${formatMs(latenessMs)} late`;
  }
  const unsettled = events.find(({ event }) => event === "link-unsettled");
  return unsettled === undefined
    ? null
    : `the link had not delivered all segments of ${unsettled.connection} yet`;
}

/** @returns the latest that a timer of the driver fired while it waited, or at all. */
function driverLatenessMs(history: History, waited: Finding["waited"]): number {
  const standstills = waited === undefined ? null : standstillsMs(history, waited);
  return standstills === null ? history.timerLatenessMsMax : Math.max(0, ...standstills);
}

const judgeUnixSocket = {
  pathKept: judgePathKept,
  socketRemoved: judgeSocketRemoved,
  socketMode: judgeSocketMode,
  socketTypeRefused: judgeSocketTypeRefused,
} as const;

/** Checks of which a scenario has one at most: they say no more than their kind. */
const judgeAtLarge = {
  secondInstance: judgeSecondInstance,
  idle: judgeIdle,
  quietWaits: judgeQuietWaits,
  process: judgeProcess,
} as const;

function find(check: Check, history: History): Finding {
  switch (check.kind) {
    case "echo":
      return judgeEcho(history, check);
    case "messageSent":
    case "exitStatus":
    case "printed":
    case "explained":
      return judgeClient(history, check);
    case "ends":
      return judgeEnds(history, check);
    case "staysOpen":
      return judgeStaysOpen(history, check);
    case "accepted":
      return judgeAccepted(history, check, byteCount(check.atMost, history.context));
    case "latency":
      return judgeLatency(history, check, {
        atMostMs: durationMs(check.atMost, history.context),
        worstMs: check.worst === undefined ? null : durationMs(check.worst, history.context),
      });
    case "growth":
      return judgeGrowth(history, check, byteCount(check.atMost, history.context));
    case "slope":
      return judgeSlope(history, check, byteCount(check.atMost, history.context));
    case "sockets":
      return judgeSockets(history, check);
    case "loadEchoed":
      return judgeLoadEchoed(history, check);
    case "connected":
      return judgeConnected(history, check, durationMs(check.within, history.context));
    case "refused":
      return judgeRefused(history, check, durationMs(check.within, history.context));
    case "exits":
      return judgeExits(history, check, durationMs(check.within, history.context));
    case "resetsAtUpstream":
      return judgeResetsAtUpstream(history, check);
    case "restarted":
      return judgeRestarted(history, durationMs(check.within, history.context));
    case "restartsOrExits":
      return judgeRestartsOrExits(history, durationMs(check.within, history.context));
    case "pathKept":
    case "socketRemoved":
    case "socketMode":
    case "socketTypeRefused":
      return judgeUnixSocket[check.kind](history);
    case "socketOption":
    case "keepAliveSet":
    case "backlogSet":
      return judgeSocketOptions(history, check);
    case "linear":
      return judgeLinear(history, check);
    case "clientExits":
    case "clientPrints":
    case "clientConnectsOnce":
      return judgePair(history, check);
    case "secondInstance":
    case "idle":
    case "quietWaits":
    case "process":
      return judgeAtLarge[check.kind](history);
    case "nothingBeyond":
      return history.datagramSockets.length === 0
        ? judgeNothingBeyond(history)
        : judgeNoDatagramBeyond(history);
    case "answered":
      return judgeAnswered(history, check);
    case "wholeReplies":
      return judgeWholeReplies(history, check);
    case "answersFrom":
      return judgeAnswersFrom(history, check);
    case "repliesAtMost":
      return judgeRepliesAtMost(history, check);
  }
}

function withoutStimulus(result: CheckResult, stimulus: readonly StimulusResult[]): CheckResult {
  if (result.status !== "pass") {
    return result;
  }
  const missed = stimulus.find(({ status }) => status === "missed");
  const lacking = missed ?? stimulus.find(isUnsupported);
  if (lacking === undefined) {
    return result;
  }
  const status = missed === undefined ? "unsupported" : "inconclusive";
  return { ...result, status, observed: `${result.observed}, but ${explainStimulus(lacking)}` };
}

/** Whether the situation could not be proved, or not be brought about, without anybody's fault. */
function isUnsupported({ status }: StimulusResult): boolean {
  return status === "prevented" || status === "hidden";
}

const lackingWords = {
  held: "the stimulus happened",
  missed: "the stimulus did not happen",
  prevented: "the implementation prevents the stimulus",
  hidden: "cannot be proved here",
} as const;

function explainStimulus({ status, because, observed }: StimulusResult): string {
  return `${lackingWords[status]}: ${because} (${observed})`;
}

function summarise(
  checks: readonly CheckResult[],
  own: readonly CheckResult[],
  stimulus: readonly StimulusResult[],
): Pick<Judgement, "verdict" | "reason"> {
  const musts = checks.filter((check) => check.level === "MUST");
  if (musts.some((check) => check.status === "fail")) {
    return { verdict: "fail", reason: null };
  }
  const undecided = checks.find((check) => check.status === "inconclusive");
  const missed = stimulus.find(({ status }) => status === "missed");
  if (undecided !== undefined || missed !== undefined) {
    const reason = missed === undefined ? (undecided?.observed ?? "") : explainStimulus(missed);
    return { verdict: "inconclusive", reason };
  }
  const lacking = stimulus.find(isUnsupported);
  if (lacking !== undefined) {
    return { verdict: "unsupported", reason: explainStimulus(lacking) };
  }
  const unseen = own.find((check) => check.status === "unsupported");
  if (unseen !== undefined && own.every((check) => check.status === "unsupported")) {
    return { verdict: "unsupported", reason: unseen.observed };
  }
  return { verdict: "pass", reason: null };
}
