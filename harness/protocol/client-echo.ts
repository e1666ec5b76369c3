import type { CaseContext } from "../scenario/amount.ts";
import { messageText } from "../scenario/client/text.ts";
import type { Content } from "../scenario/content.ts";
import { cutOffset } from "./cut.ts";
import type { Protocol } from "./protocol.ts";

type EchoContent = Extract<Content, { readonly echo: unknown }>;

/** @returns the payload that a client is to send; none where the case has no client. */
export function clientPayload({ message }: Pick<CaseContext, "message">): Buffer {
  return message === undefined ? Buffer.alloc(0) : Buffer.from(messageText(message));
}

/** @returns what a client sends, and what a correct server answers. */
export function clientMessage(protocol: Protocol, context: Pick<CaseContext, "message">): Buffer {
  return encode(protocol, clientPayload(context));
}

function encode({ header, mask, trailer }: Protocol, payload: Buffer): Buffer {
  const masked = Buffer.from(payload);
  mask?.(masked, 0);
  return Buffer.concat([header(payload.length, 0), masked, trailer(payload.length, 0)]);
}

/** @returns the echo that a step sends, or the part of it. */
export function clientEcho(
  protocol: Protocol,
  { echo, from, upTo }: EchoContent,
  context: Pick<CaseContext, "message">,
): Buffer {
  const payload = clientPayload(context);
  const offsetOf = (cut: NonNullable<EchoContent["from"]>) =>
    cutOffset(cut, protocol, payload.length);
  const message = encode(protocol, echo === "altered" ? altered(payload) : payload);
  return message.subarray(
    from === undefined ? 0 : offsetOf(from),
    upTo === undefined ? message.length : offsetOf(upTo),
  );
}

/** One bit of the byte in the middle: text stays text, and a letter becomes its other case. */
function altered(payload: Buffer): Buffer {
  const other = Buffer.from(payload);
  const middle = Math.floor(other.length / 2);
  const byte = other[middle] ?? 0;
  const isLetter = /[A-Za-z]/.test(String.fromCharCode(byte));
  other.writeUInt8(byte ^ (isLetter ? 0x20 : 1), middle);
  return other;
}
