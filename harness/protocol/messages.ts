import type { ConnectionHistory, History } from "../history/history.ts";
import { sentPieces } from "./expectation.ts";
import { startModel } from "./model.ts";
import type { Protocol } from "./protocol.ts";
import { protocolNamed } from "./protocols.ts";
import { overheadBytes } from "./render.ts";

/** Where a message lies on its direction of the byte stream: offsets from the first byte. */
interface MessageSpan {
  readonly from: number;
  readonly headerUntil: number;
  readonly until: number;
}

/** The messages of one direction, in order. */
export interface Messages {
  /** Where what the protocol begins with ends; 0 if it begins with messages. */
  readonly openingUntil: number;
  readonly spans: readonly MessageSpan[];
  /** Whether these are all of them. */
  readonly isWhole: boolean;
}

/** What crossed a connection, as the protocol has it: messages, and what is owed for them. */
export interface Exchanged {
  readonly toServer: Messages;
  readonly toClient: Messages;
}

/** More would take long to find, and nobody counts so far. */
const spansMax = 10_000;
const bytesMax = 64 * 1024 * 1024;

/** @returns null where the protocol has no messages that can be told apart. */
export function messagesOn(history: History, connection: ConnectionHistory): Exchanged | null {
  const protocol = protocolNamed(history.protocol);
  if (!protocol.boundaries) {
    return null;
  }
  const found = startMessages(protocol, history);
  for (const piece of sentPieces(history, connection)) {
    if (!found.add(piece)) {
      break;
    }
  }
  return found.finish();
}

/** Finds the messages in what was sent, piece by piece. */
function startMessages(protocol: Protocol, { context }: History) {
  const { opening, startReader } = protocol;
  const sent: MessageSpan[] = [];
  const owed: MessageSpan[] = [];
  let isWhole = true;
  let takenBytes = 0;

  const spanFrom = (from: number, bytes: number): MessageSpan => ({
    from,
    headerUntil: from + headerBytesOf(protocol, bytes),
    until: from + bytes,
  });

  const model = startModel(protocol, context, (bytes) => {
    sent.push(spanFrom(endOf(sent), bytes));
    const from = endOf(owed);
    owed.push({ from, headerUntil: from, until: model.owedBytes });
  });

  return {
    /** @returns whether more can be added. */
    add(piece: Uint8Array): boolean {
      isWhole = !model.refused && sent.length < spansMax && takenBytes < bytesMax;
      if (isWhole) {
        takenBytes += piece.length;
        model.push(piece);
      }
      return isWhole;
    },
    finish(): Exchanged {
      const from = endOf(sent);
      const hasRest = from < takenBytes;
      const restBytes = model.begun?.bytes ?? Number.POSITIVE_INFINITY;
      const rest = hasRest ? [spanFrom(from, restBytes)] : [];
      const isAll = isWhole && !(hasRest && model.refused);
      const rounds = opening.length;
      return {
        toServer: directionOf([...sent, ...rest], rounds, isAll),
        // A server that may choose how it writes may send other bytes than are owed.
        toClient: directionOf(startReader === null ? owed : [], rounds, isAll),
      };
    },
  };
}

function endOf(spans: readonly MessageSpan[]): number {
  return spans.at(-1)?.until ?? 0;
}

function directionOf(
  spans: readonly MessageSpan[],
  openingRounds: number,
  isWhole: boolean,
): Messages {
  return {
    openingUntil: spans.slice(0, openingRounds).at(-1)?.until ?? 0,
    spans: spans.slice(openingRounds),
    isWhole,
  };
}

/** A header may be longer for a longer payload. */
function headerBytesOf(protocol: Protocol, messageBytes: number): number {
  if (!Number.isFinite(messageBytes)) {
    return 0;
  }
  const guess = Math.max(0, messageBytes - overheadBytes(protocol));
  const payloadBytes =
    messageBytes - protocol.header(guess, 0).length - protocol.trailer(guess, 0).length;
  return protocol.header(Math.max(0, payloadBytes), 0).length;
}

/**
 * Names bytes by the messages that they belong to.
 *
 * @param noun of a message in this direction, such as `message` or `reply`.
 * @returns for example `message 3 of 40, header` or `messages 3–17 of 40`; empty where nothing is
 *   known of them.
 */
export function nameBytes(
  { openingUntil, spans, isWhole }: Messages,
  noun: "message" | "reply",
  { from, until }: { readonly from: number; readonly until: number },
): string {
  const first = spans.findIndex((span) => span.until > from);
  const last = spans.findLastIndex((span) => span.from < until);
  const [span] = first >= 0 && last >= first ? spans.slice(first) : [];
  const of = isWhole ? ` of ${spans.length}` : "";
  const setUp = from < openingUntil ? "SET-UP" : "";
  if (span === undefined) {
    return setUp;
  }
  const named =
    first === last
      ? `${noun} ${first + 1}${of}${setUp === "" ? partOf(span, { from, until }) : ""}`
      : `${plural[noun]} ${first + 1}–${last + 1}${of}`;
  return setUp === "" ? named : `${setUp} and ${named}`;
}

const plural = { message: "messages", reply: "replies" } as const;

function partOf(
  span: MessageSpan,
  { from, until }: { readonly from: number; readonly until: number },
): string {
  if (from <= span.from && until >= span.until) {
    return "";
  }
  if (until <= span.headerUntil) {
    return from <= span.from && until === span.headerUntil ? ", header" : ", part of its header";
  }
  if (from < span.headerUntil || span.headerUntil === span.from) {
    return ", part";
  }
  return from === span.headerUntil && until >= span.until ? ", payload" : ", part of its payload";
}
