import type { History, PairRunHistory } from "../../history/history.ts";
import type { CheckOf } from "../../scenario/check.ts";
import { counted, formatBytes, formatOutcome } from "../text.ts";
import type { Finding } from "../verdict.ts";

type PairCheck = CheckOf<"clientExits" | "clientPrints" | "clientConnectsOnce">;

/** Judges the client of a pair by what it exited with, what it printed, or how often it connected. */
export function judgePair(history: History, { kind }: PairCheck): Finding {
  switch (kind) {
    case "clientExits":
      return judgeClientExits(history);
    case "clientPrints":
      return judgeClientPrints(history);
    case "clientConnectsOnce":
      return judgeClientConnectsOnce(history);
  }
}

function judgeClientExits({ pairRuns = [] }: History): Finding {
  const expected = "exits with status 0";
  const broken = pairRuns.find(({ outcome }) => !isSuccess(outcome));
  if (pairRuns.length === 0) {
    return { status: "inconclusive", expected, observed: noRun };
  }
  if (broken === undefined) {
    return { status: "pass", expected, observed: `${counted(pairRuns.length, "client")} did` };
  }
  const late = broken.outcome.state === "running";
  return {
    status: "fail",
    expected,
    observed: `${late ? "still running" : formatOutcome(broken.outcome)}${complaint(broken)}`,
    brokeAtMs: broken.endedAtMs,
    late,
  };
}

function judgeClientPrints({ pairRuns = [] }: History): Finding {
  const expected = "prints its messages, each followed by a line feed, and nothing else";
  if (pairRuns.length === 0) {
    return { status: "inconclusive", expected, observed: noRun };
  }
  const wrong = pairRuns.find((run) => !printedAll(run));
  if (wrong === undefined) {
    const bytes = pairRuns.reduce((sum, { printedBytes }) => sum + printedBytes, 0);
    return { status: "pass", expected, observed: `${formatBytes(bytes)}, as expected` };
  }
  const { printedBytes, expectedBytes, matchingBytes, endedAtMs } = wrong;
  const observed =
    printedBytes === 0
      ? `nothing${complaint(wrong)}`
      : `${formatBytes(printedBytes)} of ${formatBytes(expectedBytes)}, of which the first ${matchingBytes} are as expected`;
  return { status: "fail", expected, observed, brokeAtMs: endedAtMs };
}

function judgeClientConnectsOnce({ pairRuns = [], connections, counters }: History): Finding {
  const expected = "one connection at most";
  if (pairRuns.length === 0) {
    return { status: "inconclusive", expected, observed: noRun };
  }
  if (counters.server === null) {
    const observed = "the counters of the server's kernel cannot be seen";
    return { status: "unsupported", expected, observed };
  }
  // The driver connects, too.
  const ownConnections = connections.filter(({ connectedAtMs }) => connectedAtMs !== null).length;
  const made = (counters.server["Tcp.PassiveOpens"] ?? 0) - ownConnections;
  const status = made > pairRuns.length ? "fail" : "pass";
  const brokeAtMs = pairRuns.at(-1)?.endedAtMs;
  const where = status === "fail" && brokeAtMs !== undefined ? { brokeAtMs } : {};
  return { status, expected, observed: `${counted(made, "connection")} of the client`, ...where };
}

const noRun = "no client was run";

function isSuccess(outcome: PairRunHistory["outcome"]): boolean {
  return outcome.state === "exited" && outcome.status === 0;
}

function printedAll({ printedBytes, expectedBytes, matchingBytes }: PairRunHistory): boolean {
  return printedBytes === expectedBytes && matchingBytes === expectedBytes;
}

const complaintCharactersMax = 200;

/** The first line of what it printed on standard error. */
function complaint({ stderr }: PairRunHistory): string {
  const line = stderr.text.trim().split("\n")[0] ?? "";
  return line === "" ? "" : `, saying "${line.slice(0, complaintCharactersMax)}"`;
}
