import { isUtf8 } from "node:buffer";
import type { Fault } from "./fault.ts";
import { type Failure, type Frame, opcodes } from "./frame.ts";

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

export function startMessages(maxPayloadBytes: number, fault: Fault): Messages {
  let opcode: number | null = null;
  let payload = Buffer.alloc(0);

  const finish = (type: number): Message | Failure => {
    const whole = payload;
    payload = Buffer.alloc(0);
    if (type === opcodes.text && fault === "replaces-invalid-text") {
      return { opcode: type, payload: Buffer.from(whole.toString("utf8")) };
    }
    if (type === opcodes.text && fault === "text-as-latin1") {
      return { opcode: type, payload: Buffer.from(whole.toString("latin1")) };
    }
    return type === opcodes.text && !isUtf8(whole) ? 1007 : { opcode: type, payload: whole };
  };

  return {
    get isWithin() {
      return opcode !== null;
    },
    overwrite(other) {
      payload = Buffer.from(other);
    },
    add(frame) {
      const isContinuation = frame.opcode === opcodes.continuation;
      if (isContinuation && opcode === null) {
        return fault === "ignores-stray-fragments" ? null : 1002;
      }
      if (!isContinuation && opcode !== null && fault !== "message-within-message") {
        return 1002;
      }
      if (!isContinuation) {
        opcode = frame.opcode;
        payload = Buffer.alloc(0);
      }
      const type = opcode ?? opcodes.binary;
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
      const finished = finish(type);
      // With the fault, what follows is another message of that type.
      opcode = fault === "frame-is-message" && !frame.isFinal ? type : null;
      return finished;
    },
  };
}

function isLast({ isFinal, payload }: Frame, fault: Fault): boolean {
  return (
    isFinal ||
    fault === "frame-is-message" ||
    (fault === "empty-fragment-ends-message" && payload.length === 0)
  );
}
