import { isUtf8 } from "node:buffer";
import type { Fault } from "./fault.ts";
import { type Failure, type Frame, opcodes, type ReadOptions } from "./frame.ts";

export interface Message {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** Puts the fragments of messages together. */
export interface Messages {
  /** @returns the message that the frame completes; null if none. */
  add(frame: Frame): Message | Failure | null;
  /** Replaces what has arrived of an unfinished message. */
  overwrite(payload: Buffer): void;
  readonly isWithin: boolean;
}

export function startMessages({ maxPayloadBytes, fault }: ReadOptions): Messages {
  /** Of the unfinished message; null between messages. */
  let opcode: number | null = null;
  let payload = Buffer.alloc(0);

  const append = (frame: Frame, type: number): Message | Failure | null => {
    payload = Buffer.concat([payload, frame.payload]);
    if (payload.length > maxPayloadBytes && fault !== "no-limit") {
      return 1009;
    }
    if (fault === "checks-each-fragment" && type === opcodes.text && !isUtf8(frame.payload)) {
      return 1007;
    }
    if (!isLast(frame, fault)) {
      return null;
    }
    // With the fault, what follows is another message of that type.
    opcode = fault === "frame-is-message" && !frame.isFinal ? type : null;
    const whole = payload;
    payload = Buffer.alloc(0);
    return type === opcodes.text ? finishText(whole, fault) : { opcode: type, payload: whole };
  };

  return {
    get isWithin() {
      return opcode !== null;
    },
    overwrite(other) {
      payload = Buffer.from(other);
    },
    add(frame) {
      if (frame.opcode === opcodes.continuation) {
        const stray = fault === "ignores-stray-fragments" ? null : 1002;
        return opcode === null ? stray : append(frame, opcode);
      }
      if (opcode !== null && fault !== "message-within-message") {
        return 1002;
      }
      opcode = frame.opcode;
      payload = Buffer.alloc(0);
      return append(frame, opcode);
    },
  };
}

function finishText(text: Buffer, fault: Fault): Message | Failure {
  const opcode = opcodes.text;
  if (fault === "replaces-invalid-text") {
    return { opcode, payload: Buffer.from(text.toString("utf8")) };
  }
  if (fault === "text-as-latin1") {
    return { opcode, payload: Buffer.from(text.toString("latin1")) };
  }
  return isUtf8(text) ? { opcode, payload: text } : 1007;
}

function isLast({ isFinal, payload }: Frame, fault: Fault): boolean {
  return (
    isFinal ||
    fault === "frame-is-message" ||
    (fault === "empty-fragment-ends-message" && payload.length === 0)
  );
}
