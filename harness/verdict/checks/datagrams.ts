import type { DatagramSocketHistory } from "../../history/datagram-history.ts";
import type { History } from "../../history/history.ts";
import {
  type DatagramLedger,
  describeStranger,
  ledgerOf,
} from "../../protocol/datagrams/ledger.ts";
import type { CheckOf } from "../../scenario/check.ts";
import { counted, formatMs } from "../text.ts";
import type { Finding } from "../verdict.ts";
import { duplicatesOf, formatLosses, type Losses, lossesOf } from "./datagram-losses.ts";

interface Settled {
  readonly socket: DatagramSocketHistory;
  readonly ledger: DatagramLedger;
}

/** @returns what makes the sockets of a group useless as witnesses; null if nothing does. */
function whyNoWitness(sockets: readonly DatagramSocketHistory[]): Omit<Finding, "expected"> | null {
  const [first] = sockets;
  if (first === undefined) {
    return { status: "inconclusive", observed: "the play ended before the socket was opened" };
  }
  const failed = sockets.find(({ openError }) => openError !== null);
  if (failed === undefined) {
    return null;
  }
  const observed = `${failed.name} could not be opened: ${failed.openError}`;
  return { status: failed.openError === "EACCES" ? "unsupported" : "inconclusive", observed };
}

function judgeGroup(
  history: History,
  group: string,
  expected: string,
  judge: (settled: readonly Settled[]) => Omit<Finding, "expected">,
): Finding {
  const sockets = history.datagramSockets.filter((socket) => socket.group === group);
  const why = whyNoWitness(sockets);
  const settle = () => sockets.map((socket) => ({ socket, ledger: ledgerOf(history, socket) }));
  return { expected, ...(why ?? judge(settle())) };
}

export function judgeAnswered(history: History, check: CheckOf<"answered">): Finding {
  const { atLeast } = check;
  const expected =
    atLeast === undefined
      ? "every datagram answered by one like it, but for those that were lost"
      : `at least ${counted(atLeast, "datagram")} answered`;
  const losses = lossesOf(history);
  return judgeGroup(history, check.on, expected, (settled) => {
    const totals = totalsOf(settled);
    const { requests, answered, copies, missing } = totals;
    const observed = observedAnswers(settled, { requests, answered, losses });
    if (copies === 0) {
      return { status: "inconclusive", observed: `${observed}; none could be sent` };
    }
    if (atLeast === undefined ? missing === 0 : answered >= atLeast) {
      return { status: "pass", observed };
    }
    return missing > excusedBy(losses, { isEachAnswered: answered === requests })
      ? missingFinding(settled, { observed, isHidden: isHidden(losses, answered) })
      : // What was lost is no failure, but something must have been answered for a pass.
        {
          status: atLeast === undefined && answered > 0 ? "pass" : "inconclusive",
          observed,
        };
  });
}

/** A slow server may answer what was sent once more than needed when nobody waits for it any more. */
function excusedBy(
  { onWire, inHosts, late }: Losses,
  { isEachAnswered }: { readonly isEachAnswered: boolean },
): number {
  return (onWire ?? 0) + (inHosts ?? 0) + (isEachAnswered ? late : 0);
}

function totalsOf(settled: readonly Settled[]) {
  const total = (of: (ledger: DatagramLedger) => number) =>
    settled.reduce((sum, { ledger }) => sum + of(ledger), 0);
  const requests = total((ledger) => ledger.requests);
  return {
    requests,
    answered: requests - total(({ unanswered }) => unanswered.length),
    copies: total(({ copies }) => copies),
    missing: total(({ missing }) => missing),
  };
}

function missingFinding(
  settled: readonly Settled[],
  { observed, isHidden }: { readonly observed: string; readonly isHidden: boolean },
): Omit<Finding, "expected"> {
  return isHidden
    ? { status: "inconclusive", observed: `${observed}; losses cannot be seen in this lab` }
    : { status: "fail", observed, late: true, ...brokeAt(settled) };
}

function isHidden({ onWire, inHosts }: Losses, answered: number): boolean {
  return onWire === null && inHosts === null && answered > 0;
}

function brokeAt(settled: readonly Settled[]): Pick<Finding, "brokeAtMs"> {
  const wait = settled.flatMap(({ socket }) => socket.waits).find(({ satisfied }) => !satisfied);
  return wait === undefined ? {} : { brokeAtMs: wait.toMs };
}

function observedAnswers(
  settled: readonly Settled[],
  {
    requests,
    answered,
    losses,
  }: { readonly requests: number; readonly answered: number; readonly losses: Losses },
): string {
  const first = settled.find(({ ledger }) => ledger.missing > 0);
  const count =
    answered === requests
      ? `${requests === 1 ? "the datagram" : `all ${requests} datagrams`} answered`
      : `${answered} of ${counted(requests, "datagram")} answered`;
  const text = [count, ...(first === undefined ? [] : describeMissing(first))].join("; ");
  return first === undefined ? text : [text, formatLosses(losses)].filter(Boolean).join("; ");
}

function describeMissing({ socket, ledger }: Settled): readonly string[] {
  const [unanswered] = ledger.unanswered;
  const errors = socket.errors.at(-1);
  const icmp = errors === undefined ? [] : [`${errors.errno} on ${socket.name}`];
  if (unanswered === undefined) {
    const copies = `${ledger.missing} of ${ledger.copies}`;
    return [`no answer to ${copies} copies that ${socket.name} sent`, ...icmp];
  }
  const { number, bytes, copies } = unanswered;
  const wait = socket.waits.at(-1);
  const times = copies === 1 ? "" : `, sent ${copies} times`;
  const within = wait === undefined ? "" : ` within ${formatMs(wait.toMs - wait.fromMs)}`;
  return [`none to datagram ${number} of ${socket.name} (${bytes} B${times})${within}`, ...icmp];
}

/** Whether that is a fault is for `answered` to say, beside it. */
const silent = { status: "unsupported", observed: "nothing came back" } as const;

export function judgeWholeReplies(history: History, check: CheckOf<"wholeReplies">): Finding {
  const expected = "each datagram that comes back equals one that the same socket sent";
  return judgeGroup(history, check.on, expected, (settled) => {
    const found = settled.find(({ ledger }) => ledger.strangers.length > 0);
    const replies = settled.reduce((sum, { socket }) => sum + socket.replies.length, 0);
    if (found !== undefined) {
      return { status: "fail", ...strangerFinding(history, found) };
    }
    return replies === 0
      ? silent
      : { status: "pass", observed: `all ${counted(replies, "datagram")} that came back` };
  });
}

function strangerFinding(
  history: History,
  { socket, ledger }: Settled,
): Pick<Finding, "observed" | "brokeAtMs"> {
  const [first] = ledger.strangers;
  if (first === undefined) {
    return { observed: "none" };
  }
  const many = `${ledger.strangers.length} of ${counted(socket.replies.length, "datagram")}`;
  const what = describeStranger(history, socket, first);
  return {
    observed: `${many} to ${socket.name} equal none that it sent; the first has ${what}`,
    brokeAtMs: first.atMs,
  };
}

export function judgeAnswersFrom(history: History, check: CheckOf<"answersFrom">): Finding {
  const expected = "replies from where the requests were sent to";
  return judgeGroup(history, check.on, expected, (settled) => {
    const replies = settled.flatMap(({ socket }) =>
      socket.replies.map((reply) => ({ socket, reply })),
    );
    const wrong = replies.find(({ socket, reply }) => isFromElsewhere(socket, reply.from));
    if (wrong !== undefined) {
      const { to } = wrong.socket;
      const observed = `from ${wrong.reply.from}, to a request for ${to.address}:${to.port}`;
      return { status: "fail", observed, brokeAtMs: wrong.reply.atMs };
    }
    const [first] = replies;
    if (first === undefined) {
      return silent;
    }
    const { to } = first.socket;
    return { status: "pass", observed: `from ${first.reply.from ?? `${to.address}:${to.port}`}` };
  });
}

/** An address that stands for several hosts is that of none: there, only the port must be the same. */
function isFromElsewhere({ to }: DatagramSocketHistory, from: string | undefined): boolean {
  const isOfMany = to.target === "broadcast" || to.target === "group";
  return from !== undefined && !(isOfMany && from.endsWith(`:${to.port}`));
}

export function judgeRepliesAtMost(history: History, check: CheckOf<"repliesAtMost">): Finding {
  const expected = `at most ${counted(check.atMost, "datagram")} in reply`;
  return judgeGroup(history, check.on, expected, (settled) => {
    const replies = settled.map(({ socket }) => socket.replies.length + socket.repliesLeftOut);
    const most = Math.max(...replies);
    const socket = settled[replies.indexOf(most)]?.socket;
    const observed = `${counted(most, "datagram")} came back to ${socket?.name}`;
    const at = socket?.replies[check.atMost]?.atMs;
    return most <= check.atMost
      ? { status: "pass", observed }
      : { status: "fail", observed, ...(at === undefined ? {} : { brokeAtMs: at }) };
  });
}

/** What comes back must be owed, and may come more often only where the wire duplicates. */
export function judgeNoDatagramBeyond(history: History): Finding {
  const expected = "one reply to a datagram, and no other";
  const settled = history.datagramSockets.map((socket) => ({
    socket,
    ledger: ledgerOf(history, socket),
  }));
  const strange = settled.find(({ ledger }) => ledger.strangers.length > 0);
  if (strange !== undefined) {
    return { status: "fail", expected, ...strangerFinding(history, strange) };
  }
  const extra = settled.reduce((sum, { ledger }) => sum + ledger.extra, 0);
  const duplicates = duplicatesOf(history);
  const first = settled.find(({ ledger }) => ledger.extra > 0);
  if (first === undefined) {
    return { status: "pass", expected, observed: "none" };
  }
  const byWire = history.linkTraffic === null ? "" : `; the link duplicated ${duplicates}`;
  const observed = `${counted(extra, "reply", "replies")} more than datagrams were sent, first to ${first.socket.name}${byWire}`;
  return { status: extra <= duplicates ? "pass" : "fail", expected, observed };
}
