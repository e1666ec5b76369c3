import { crc32 } from "node:zlib";
import type { DatagramReply, DatagramSocketHistory } from "../../history/datagram-history.ts";
import type { History } from "../../history/history.ts";
import { protocolNamed } from "../protocols.ts";
import { renderContent } from "../render.ts";
import { keyOf } from "./key.ts";
import { replyToDatagram } from "./reply.ts";

/** One datagram that a socket sent, perhaps several times. */
interface DatagramRequest {
  /** Its place among those of the socket, from 1. */
  readonly number: number;
  readonly bytes: number;
  readonly copies: number;
}

/** What a socket sent, held against what came back. */
export interface DatagramLedger {
  readonly requests: number;
  /** How often datagrams left it, each time counted. */
  readonly copies: number;
  /** Those without an answer; of several that are alike, the last ones. */
  readonly unanswered: readonly DatagramRequest[];
  /** Copies without an answer. */
  readonly missing: number;
  /** Answers beyond one for each copy, and for each reply that the socket sent back. */
  readonly extra: number;
  /** Replies that equal nothing that the socket sent. */
  readonly strangers: readonly DatagramReply[];
}

interface Alike {
  readonly requests: DatagramRequest[];
  replies: number;
}

/** Settles the accounts of a socket: which of its datagrams were answered, and how often. */
export function ledgerOf(history: History, socket: DatagramSocketHistory): DatagramLedger {
  const byReply = requestsByReply(history, socket);
  const strangers = socket.replies.filter((reply) => {
    const alike = byReply.get(keyOf(reply));
    if (alike !== undefined) {
      alike.replies += 1;
    }
    return alike === undefined && !isForEarlier(history, socket, reply);
  });
  const all = [...byReply.values()].map(({ requests, replies }) => {
    const copies = requests.reduce((sum, request) => sum + request.copies, 0);
    return { requests, replies, copies };
  });
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const extra = sum(all.map(({ replies, copies }) => Math.max(0, replies - copies)));
  return {
    requests: sum(all.map(({ requests }) => requests.length)),
    copies: sum(all.map(({ copies }) => copies)),
    unanswered: all.flatMap(({ requests, replies }) => requests.slice(replies)),
    missing: sum(all.map(({ replies, copies }) => Math.max(0, copies - replies))),
    extra: Math.max(0, extra + socket.repliesLeftOut - socket.reflected),
    strangers,
  };
}

/** Whether a reply came too late for a socket that is closed, to the next one that got its port. */
function isForEarlier(
  history: History,
  { localPort, openedAtMs }: DatagramSocketHistory,
  reply: DatagramReply,
): boolean {
  return history.datagramSockets.some(
    (other) =>
      other.localPort === localPort &&
      other.openedAtMs < openedAtMs &&
      requestsByReply(history, other).has(keyOf(reply)),
  );
}

function requestsByReply(
  history: History,
  socket: DatagramSocketHistory,
): ReadonlyMap<string, Alike> {
  const byReply = new Map<string, Alike>();
  const protocol = protocolNamed(history.protocol);
  for (const { bytes, ...request } of renderedOf(history, socket)) {
    const owed = replyToDatagram(protocol, bytes);
    const key = keyOf({ bytes: owed.length, crc: crc32(owed) });
    const alike = byReply.get(key) ?? { requests: [], replies: 0 };
    alike.requests.push({ ...request, bytes: bytes.length });
    byReply.set(key, alike);
  }
  return byReply;
}

interface Rendered {
  readonly number: number;
  readonly copies: number;
  /** Valid until the next one is made. */
  readonly bytes: Uint8Array;
}

/** Makes the datagrams of a socket again, in the order in which they were sent. */
export function* renderedOf(
  { protocol, context }: History,
  { sent }: DatagramSocketHistory,
): Generator<Rendered, void, undefined> {
  let number = 0;
  for (const part of sent) {
    const { copies } = part;
    let place = 0;
    for (const bytes of renderContent(protocolNamed(protocol), part, context)) {
      const times = copies[place];
      if (times === undefined) {
        break;
      }
      place += 1;
      number += 1;
      yield { number, copies: times, bytes };
    }
  }
}

/**
 * Describes a reply that equals nothing that its socket sent, by what it may have been made of.
 *
 * @returns for example `1472 B, the beginning of datagram 2 of 1473 B`.
 */
export function describeStranger(
  history: History,
  socket: DatagramSocketHistory,
  reply: DatagramReply,
): string {
  const size = `${reply.bytes} B`;
  const owner = history.datagramSockets.find(
    (other) => other !== socket && requestsByReply(history, other).has(keyOf(reply)),
  );
  if (owner !== undefined) {
    return `${size}, which ${owner.name} sent`;
  }
  const head = Buffer.from(reply.head ?? "", "base64");
  for (const { number, bytes } of renderedOf(history, socket)) {
    const common = Math.min(head.length, bytes.length);
    if (common > 0 && head.subarray(0, common).equals(bytes.subarray(0, common))) {
      return `${size}, ${likeness(reply.bytes, bytes.length)} datagram ${number} of ${bytes.length} B`;
    }
  }
  return `${size} that begin like none that was sent`;
}

function likeness(replyBytes: number, requestBytes: number): string {
  if (replyBytes === requestBytes) {
    return "an altered";
  }
  return replyBytes < requestBytes ? "the beginning of" : "more than";
}
