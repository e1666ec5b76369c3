import type { History, UnixSocketHistory } from "../../history/history.ts";
import { formatMs, formatOutcome } from "../text.ts";
import type { Finding } from "../verdict.ts";
import { judgeSecondInstance } from "./process.ts";

const noSocket = "the server has no Unix-domain socket";

/** How much of what a server printed is shown. */
const printedCharactersMax = 120;

/** The file is looked at when the process has ended: another server may make one later. */
export function judgeSocketRemoved({ unixSocket, process }: History): Finding {
  const expected = "no file at the path of its socket once it has ended";
  if (unixSocket === undefined) {
    return { status: "unsupported", expected, observed: noSocket };
  }
  const look = unixSocket.looks.findLast(({ after }) => after === "exit");
  if (look === undefined || process === null || process.atEnd.state === "running") {
    return { status: "inconclusive", expected, observed: "it did not end" };
  }
  return look.mode === null
    ? { status: "pass", expected, observed: "it is gone" }
    : { status: "fail", expected, observed: "it is still there", brokeAtMs: look.atMs };
}

/** Whoever cuts a path off listens elsewhere: there is no socket at the path, and no error. */
export function judgePathKept(history: History): Finding {
  const { secondInstance: second } = history;
  const refused = judgeSecondInstance(history);
  const expected = "ends, with a status that is not 0, or has its socket at exactly the path";
  if (refused.status !== "fail" || second === null) {
    return { ...refused, expected };
  }
  const isThere = second.outcome.state === "running" && second.socketThere === true;
  const where = isThere ? "its socket at the path" : "no socket at the path";
  return {
    ...refused,
    status: isThere ? "pass" : "fail",
    expected,
    observed: `${refused.observed}, ${where}`,
  };
}

/** A server may bind first and set the mode then, so the last look counts. */
export function judgeSocketMode({ unixSocket }: History): Finding {
  const declared = unixSocket?.declaredMode ?? null;
  if (unixSocket === undefined || declared === null) {
    const observed = unixSocket === undefined ? noSocket : "its manifest declares no mode";
    return { status: "unsupported", expected: "the mode that is declared", observed };
  }
  const expected = `permission bits ${octal(declared)}`;
  const look = unixSocket.looks.findLast(({ mode }) => mode !== null);
  if (look === undefined || look.mode === null) {
    return { status: "inconclusive", expected, observed: "no file was there to look at" };
  }
  const status = look.mode === declared ? "pass" : "fail";
  return { status, expected, observed: octal(look.mode), brokeAtMs: look.atMs };
}

function octal(mode: number): string {
  return `0${mode.toString(8).padStart(3, "0")}`;
}

export function judgeSocketTypeRefused({ events, unixSocket }: History): Finding {
  const expected = "EPROTOTYPE, and no connection";
  const tried = events.find(({ event }) => event === "socket-type-tried");
  if (tried?.detail === undefined) {
    const observed = unixSocket === undefined ? noSocket : "it was not tried";
    return { status: "unsupported", expected, observed };
  }
  const [type, outcome = ""] = tried.detail.split(": ");
  const observed = `${type} socket: ${outcome}`;
  const status = outcome === "connected" ? "fail" : "pass";
  return { status, expected, observed, brokeAtMs: tried.atMs };
}

export function judgeRestartsOrExits({ restarts }: History, withinMs: number): Finding {
  const expected = `within ${formatMs(withinMs)} it listens again, or exits with an error that it explains`;
  const [first] = restarts;
  if (first === undefined) {
    return { status: "inconclusive", expected, observed: "it was not started again" };
  }
  const { atMs, readyAfterMs, failure, ended } = first;
  const after = `after ${formatMs(readyAfterMs)}`;
  const late = { late: readyAfterMs > withinMs, withinMs, brokeAtMs: atMs + readyAfterMs };
  if (readyAfterMs > withinMs) {
    const observed = `${failure === null ? "listened" : "neither listened nor ended until"} ${after}`;
    return { status: "fail", expected, observed, ...late };
  }
  if (failure === null) {
    return { status: "pass", expected, observed: `listened again ${after}` };
  }
  const printed = ended?.printed.trim() ?? "";
  const isError = ended?.outcome.state === "exited" && ended.outcome.status !== 0;
  const words = printed === "" ? "nothing printed" : `"${printed.slice(0, printedCharactersMax)}"`;
  const how = ended === undefined ? "it did not listen" : formatOutcome(ended.outcome);
  return {
    status: isError && printed !== "" ? "pass" : "fail",
    expected,
    observed: `${how}, ${words}`,
    brokeAtMs: atMs + readyAfterMs,
  };
}

/** @returns whether the file was there although the server had ended. */
export function wasLeftBehind({ looks }: UnixSocketHistory): boolean {
  return looks.some(({ after, mode }) => after === "exit" && mode !== null);
}
