import type { DatagramSocketHistory } from "../../history/datagram-history.ts";
import type { History } from "../../history/history.ts";
import { protocolNamed } from "../protocols.ts";
import { renderedOf } from "./ledger.ts";
import { replyToDatagram } from "./reply.ts";

/** Which of a socket's requests a datagram is or answers, by the beginning of its data. */
export interface DatagramNumbers {
  readonly requests: number;
  /** By {@link beginningOf}; several if they are alike. */
  readonly ofRequests: ReadonlyMap<string, readonly number[]>;
  readonly ofReplies: ReadonlyMap<string, readonly number[]>;
}

/** As much as a capture has of a datagram over IPv6. */
const headBytes = 64;

/** @returns what datagrams of that length which begin so have in common. */
export function beginningOf(bytes: number, head: Uint8Array): string {
  return `${bytes} ${Buffer.from(head.subarray(0, headBytes)).toString("latin1")}`;
}

export function datagramNumbers(history: History, socket: DatagramSocketHistory): DatagramNumbers {
  const protocol = protocolNamed(history.protocol);
  const ofRequests = new Map<string, number[]>();
  const ofReplies = new Map<string, number[]>();
  let requests = 0;
  for (const { number, bytes } of renderedOf(history, socket)) {
    const reply = replyToDatagram(protocol, bytes);
    add(ofRequests, beginningOf(bytes.length, bytes), number);
    add(ofReplies, beginningOf(reply.length, reply), number);
    requests = number;
  }
  return { requests, ofRequests, ofReplies };
}

function add(numbers: Map<string, number[]>, key: string, number: number): void {
  const known = numbers.get(key);
  if (known === undefined) {
    numbers.set(key, [number]);
  } else {
    known.push(number);
  }
}
