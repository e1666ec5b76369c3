import type { ClientRunHistory, ConnectionHistory, History } from "../../history/history.ts";
import { clientMessage, clientPayload } from "../../protocol/client-echo.ts";
import { startDigest } from "../../protocol/digest.ts";
import { firstDifference } from "../../protocol/expectation.ts";
import { protocolNamed } from "../../protocol/protocols.ts";
import { durationMs } from "../../scenario/amount.ts";
import type { CheckOf } from "../../scenario/check.ts";
import { counted, formatBytes, formatMs, formatOutcome } from "../text.ts";
import type { Finding } from "../verdict.ts";
import { endOf, judgeEach, stillOpenAt } from "./connection.ts";
import { hiddenProcesses } from "./process-samples.ts";

type ClientCheck = CheckOf<"messageSent" | "exitStatus" | "printed" | "explained">;

/** Judges what a client that is under test sent, printed, and exited with. */
export function judgeClient(history: History, check: ClientCheck): Finding {
  switch (check.kind) {
    case "messageSent":
      return judgeMessageSent(history, check);
    case "exitStatus":
      return judgeExitStatus(history, check);
    case "printed":
      return judgePrinted(history, check);
    case "explained":
      return judgeExplained(history, check);
  }
}

/** Judges what a client sent: its message, unchanged. */
function judgeMessageSent(history: History, check: CheckOf<"messageSent">): Finding {
  const message = clientMessage(protocolNamed(history.protocol), history.context);
  const expected = `its message as one of ${formatBytes(message.length)} on the wire`;
  if (!history.connections.some(({ group }) => group === check.on)) {
    const observed = "no connection arrived while the driver waited for one";
    return { status: "fail", expected, observed, late: true };
  }
  return judgeEach(history, check.on, (connection) => {
    const lack = lackOf(connection, message);
    return lack === null
      ? { status: "pass", expected, observed: `${formatBytes(message.length)}, unchanged` }
      : { status: "fail", expected, ...lack };
  });
}

function lackOf(
  connection: ConnectionHistory,
  message: Uint8Array,
): Pick<Finding, "observed" | "brokeAtMs" | "late"> | null {
  const { received, waits } = connection;
  const digest = startDigest();
  digest.push(message.subarray(0, received.bytes));
  const different = firstDifference(received, digest.finish(false));
  if (different !== null) {
    return { observed: `differs from byte ${different} on` };
  }
  if (received.bytes >= message.length) {
    return null;
  }
  const wait = waits.find(({ step }) => step === "awaitMessage");
  const got = `${received.bytes} of ${message.length} bytes${endOf(connection)}`;
  return wait === undefined
    ? { observed: got }
    : { observed: got, brokeAtMs: wait.toMs, late: stillOpenAt(connection, wait.toMs) };
}

/** @returns the finding of the first run that breaks the requirement, or that of the last one. */
function judgeRuns(
  history: History,
  client: string,
  expected: string,
  judge: (run: ClientRunHistory) => Omit<Finding, "expected">,
): Finding {
  if (history.process === null) {
    return { status: "unsupported", expected, observed: hiddenProcesses };
  }
  const findings = history.clients.filter((run) => run.client === client).map(judge);
  const broken = findings.find(({ status, late }) => status === "fail" && late !== true);
  const shown = broken ?? findings.find(({ status }) => status === "fail") ?? findings.at(-1);
  return shown === undefined
    ? { status: "inconclusive", expected, observed: "the play ended before it was started" }
    : { expected, ...shown };
}

const statusWords = {
  success: "exits with status 0",
  failure: "exits with another status than 0",
  either: "exits by itself",
} as const;

function judgeExitStatus(history: History, check: CheckOf<"exitStatus">): Finding {
  const withinMs = check.within === undefined ? null : durationMs(check.within, history.context);
  const inTime = withinMs === null ? "" : ` within ${formatMs(withinMs)} of its start`;
  const expected = `${statusWords[check.status]}${inTime}`;
  const limit = withinMs === null ? {} : { withinMs };
  return judgeRuns(history, check.client, expected, ({ outcome, startedAtMs }) => {
    const observed = formatOutcome(outcome);
    if (outcome.state === "running") {
      return { status: "fail", observed: `${observed}, and had to be ended`, late: true, ...limit };
    }
    const brokeAtMs = outcome.atMs;
    const tookMs = outcome.atMs - startedAtMs;
    if (outcome.state === "killed" || !isWanted(outcome.status, check.status)) {
      // Its deadline passes where the driver has no processor, too.
      const late = check.status === "success" && outcome.state === "exited";
      return {
        status: "fail",
        observed: `${observed}, after ${formatMs(tookMs)}`,
        brokeAtMs,
        late,
      };
    }
    return withinMs !== null && tookMs > withinMs
      ? { status: "fail", observed: `after ${formatMs(tookMs)}`, brokeAtMs, late: true, withinMs }
      : { status: "pass", observed: `${observed}, after ${formatMs(tookMs)}` };
  });
}

function isWanted(status: number, wanted: CheckOf<"exitStatus">["status"]): boolean {
  return wanted === "either" || (status === 0) === (wanted === "success");
}

const printedWords = {
  echo: "the echo and a line feed",
  nothing: "nothing",
  either: "the echo and a line feed, or nothing",
} as const;

/** Judges standard output. */
function judgePrinted(history: History, check: CheckOf<"printed">): Finding {
  const expected = `${printedWords[check.what]} on standard output`;
  const line = Buffer.concat([clientPayload(history.context), Buffer.from("\n")]);
  return judgeRuns(history, check.client, expected, ({ stdout }) => {
    if (stdout.bytes === 0) {
      const isMissing = check.what === "echo";
      return { status: isMissing ? "fail" : "pass", observed: "nothing printed", late: isMissing };
    }
    const digest = startDigest();
    digest.push(line.subarray(0, stdout.bytes));
    const different = firstDifference(stdout, digest.finish(false));
    const printed = `${counted(stdout.bytes, "byte")} printed`;
    if (check.what === "nothing") {
      const what = different === null && stdout.bytes === line.length ? ", the echo" : "";
      return { status: "fail", observed: `${printed}${what}` };
    }
    if (different !== null) {
      return { status: "fail", observed: `${printed}, which differ from byte ${different} on` };
    }
    return stdout.bytes === line.length
      ? { status: "pass", observed: `${printed}, as they came back` }
      : { status: "fail", observed: `${printed}, expected ${line.length}` };
  });
}

/** Judges standard error, of a run that had to fail. */
function judgeExplained(history: History, check: CheckOf<"explained">): Finding {
  return judgeRuns(history, check.client, "a message on standard error", ({ stderr, outcome }) => {
    const text = stderr.text.trim();
    return text === ""
      ? { status: "fail", observed: "nothing printed there", late: outcome.state === "running" }
      : { status: "pass", observed: JSON.stringify(text.split("\n")[0]?.slice(0, 200)) };
  });
}
