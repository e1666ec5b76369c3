import { isUtf8 } from "node:buffer";
import type { Fault } from "./fault.ts";

/** What a close frame is answered with: a payload, silence, or a failure of the connection. */
export type CloseAnswer = Buffer | "nothing" | "failure";

export function answerClose(payload: Buffer, fault: Fault): CloseAnswer {
  if (payload.length === 0) {
    return payload;
  }
  const code = payload.length < 2 ? 0 : payload.readUInt16BE(0);
  if (isReadable(payload, code) || (fault === "repeats-any-code" && payload.length >= 2)) {
    return fault === "always-normal-closure" ? Buffer.from([3, 232]) : payload.subarray(0, 2);
  }
  const isIgnored = payload.length < 2 || code >= 5000 || !isUtf8(payload.subarray(2));
  return fault === "ignores-unreadable-close" && isIgnored ? "nothing" : "failure";
}

/** RFC 6455 §5.5.1 and §7.4. */
function isReadable(payload: Buffer, code: number): boolean {
  const isAssigned = code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code);
  return (isAssigned || (code >= 3000 && code <= 4999)) && isUtf8(payload.subarray(2));
}
