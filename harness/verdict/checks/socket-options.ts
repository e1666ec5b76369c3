import type { History } from "../../history/history.ts";
import type { ServerSocket, SocketReading, SocketValues } from "../../history/socket-options.ts";
import type { CheckOf } from "../../scenario/check.ts";
import { formatOption, isSwitch } from "../option-text.ts";
import { formatMs } from "../text.ts";
import type { Finding } from "../verdict.ts";
import { hiddenProcesses } from "./process-samples.ts";

type OptionCheck = CheckOf<"socketOption"> | CheckOf<"keepAliveSet"> | CheckOf<"backlogSet">;

/** What a check makes of one socket that was read. */
interface Look {
  readonly holds: boolean;
  readonly observed: string;
}

interface Requirement {
  readonly of: ServerSocket["of"];
  readonly expected: string;
  look(socket: ServerSocket, options: SocketValues): Look;
}

/** Options are read once and do not change by themselves: a socket that lacks one fails, whenever it was read. */
export function judgeSocketOptions(history: History, check: OptionCheck): Finding {
  const reading = history.socketOptions?.findLast(({ label }) => label === check.at);
  const requirement = requirementOf(check, history, reading);
  const { expected } = requirement;
  if (reading === undefined) {
    return history.process === null
      ? { status: "unsupported", expected, observed: hiddenProcesses }
      : { status: "inconclusive", expected, observed: "the options were not read" };
  }
  if (reading.failure !== null) {
    const observed = `not readable here: ${reading.failure}`;
    return { status: "unsupported", expected, observed };
  }
  const looks = reading.sockets.flatMap((socket) =>
    socket.of === requirement.of && socket.options !== null
      ? [requirement.look(socket, socket.options)]
      : [],
  );
  const [first] = looks;
  if (first === undefined) {
    return hadEnded(history, requirement, reading)
      ? { status: "unsupported", expected, observed: "the server had ended the connection before" }
      : { status: "inconclusive", expected, observed: `no ${requirement.of} could be read` };
  }
  const failing = looks.find(({ holds }) => !holds);
  return failing === undefined
    ? { status: "pass", expected, observed: first.observed }
    : { status: "fail", expected, observed: failing.observed, brokeAtMs: reading.atMs };
}

/** Some servers serve one message for each connection: none is left to be read. */
function hadEnded({ connections }: History, { of }: Requirement, { atMs }: SocketReading): boolean {
  const made = connections.filter(
    ({ connectedAtMs }) => connectedAtMs !== null && connectedAtMs <= atMs,
  );
  return (
    of === "connection" &&
    made.length > 0 &&
    made.every(({ peerEnd }) => peerEnd !== null && peerEnd.atMs <= atMs)
  );
}

function requirementOf(
  check: OptionCheck,
  { context }: History,
  reading: SocketReading | undefined,
): Requirement {
  switch (check.kind) {
    case "socketOption":
      return optionRequired(check);
    case "keepAliveSet":
      return keepAliveRequired(context.keepAliveMs);
    case "backlogSet":
      return backlogRequired(context.backlog ?? 1, reading?.backlogLimit ?? null);
  }
}

function optionRequired({
  of,
  option,
  atLeast = Number.NEGATIVE_INFINITY,
  atMost = Number.POSITIVE_INFINITY,
  not,
}: CheckOf<"socketOption">): Requirement {
  const limits = [
    ...(Number.isFinite(atLeast) ? [`at least ${formatOption(option, atLeast)}`] : []),
    ...(Number.isFinite(atMost) ? [`at most ${formatOption(option, atMost)}`] : []),
    ...(not === undefined ? [] : [`not ${formatOption(option, not)}`]),
  ];
  const isOnOrOff = isSwitch(option) && limits.length === 1;
  const wanted = isOnOrOff ? formatOption(option, atLeast === 1 ? 1 : 0) : limits.join(", ");
  return {
    of,
    expected: `${option} ${wanted} on ${nameOf(of)}`,
    look(_, options) {
      const value = options[option];
      return value === undefined
        ? { holds: false, observed: `${option} is not known on it` }
        : {
            holds: value >= atLeast && value <= atMost && value !== not,
            observed: `${option} ${formatOption(option, value)}`,
          };
    },
  };
}

function nameOf(of: ServerSocket["of"]): string {
  return of === "listener" ? "the listener" : "accepted connections";
}

/** A peer that vanished is probed after an idle time, and given up after so many probes (tcp(7)). */
function keepAliveRequired(declaredMs: number): Requirement {
  return {
    of: "connection",
    expected: `SO_KEEPALIVE on, with times of at most ${formatMs(declaredMs)} in all`,
    look(_, options) {
      const { TCP_KEEPIDLE: idle = 0, TCP_KEEPINTVL: interval = 0 } = options;
      const { TCP_KEEPCNT: probes = 0 } = options;
      const isOn = (options.SO_KEEPALIVE ?? 0) !== 0;
      const afterMs = 1000 * (idle + interval * probes);
      const times = `${idle} s idle, then ${probes} probes ${interval} s apart`;
      return {
        holds: isOn && afterMs <= declaredMs,
        observed: isOn ? `SO_KEEPALIVE on: ${times}` : "SO_KEEPALIVE off",
      };
    },
  };
}

/** The kernel cuts what listen(2) is told to `net.core.somaxconn`. */
function backlogRequired(declared: number, limit: number | null): Requirement {
  const least = Math.min(declared, limit ?? declared);
  const cut = least < declared ? `, as many of ${declared} as the kernel grants` : "";
  return {
    of: "listener",
    expected: `a backlog of at least ${least}${cut}`,
    look(socket) {
      const backlog = socket.of === "listener" ? socket.backlog : 0;
      return { holds: backlog >= least, observed: `a backlog of ${backlog}` };
    },
  };
}
