import { isUtf8 } from "node:buffer";
import type { TextDecoder } from "node:util";
import type { Limits, Owed } from "../../protocol.ts";
import { isCloseCode } from "./close-code.ts";
import {
  applyMask,
  type FrameHeader,
  frameHeaderIn,
  type Opcode,
  opcodes,
  serverFrame,
  strictText,
} from "./frame.ts";

/** A message of which more fragments are to come. */
interface Unfinished {
  readonly opcode: Opcode;
  readonly fragments: Uint8Array[];
  /** Null for a binary message. */
  readonly text: TextDecoder | null;
  bytes: number;
}

const nothing = new Uint8Array();

/** @returns what a server that echoes messages owes for each frame of a connection. */
export function startReplies({ maxFrameBytes }: Limits): (frame: Uint8Array) => Owed<Uint8Array> {
  let unfinished: Unfinished | null = null;

  const addFragment = ({ isFinal, opcode }: FrameHeader, payload: Uint8Array): Owed<Uint8Array> => {
    // A message may not begin within another, and a continuation must continue one (§5.4).
    if ((opcode === opcodes.continuation) !== (unfinished !== null)) {
      return null;
    }
    unfinished ??= {
      opcode: opcode === opcodes.text ? opcodes.text : opcodes.binary,
      fragments: [],
      text: opcode === opcodes.text ? strictText() : null,
      bytes: 0,
    };
    const message: Unfinished = unfinished;
    message.fragments.push(payload);
    message.bytes += payload.length;
    if (message.bytes > maxFrameBytes || !isText(message, payload, isFinal)) {
      return null;
    }
    if (!isFinal) {
      return nothing;
    }
    unfinished = null;
    return serverFrame(message.opcode, Buffer.concat(message.fragments));
  };

  return (frame) => {
    const header = frameHeaderIn(frame);
    if (header === null) {
      return null;
    }
    const payload = unmasked(frame, header);
    switch (header.opcode) {
      case opcodes.ping:
        return serverFrame(opcodes.pong, payload);
      case opcodes.pong:
        return nothing;
      case opcodes.close:
        return closeFor(payload);
      default:
        return addFragment(header, payload);
    }
  };
}

/** Whether a text message is still UTF-8, a character of which may continue in the next fragment (§8.1). */
function isText({ text }: Unfinished, payload: Uint8Array, isFinal: boolean): boolean {
  try {
    text?.decode(payload, { stream: !isFinal });
    return true;
  } catch {
    return false;
  }
}

function unmasked(frame: Uint8Array, { bytes, masked }: FrameHeader): Uint8Array {
  // Not by slice(): that of a Buffer shares its memory, and the frame is still to be sent.
  const payload = Uint8Array.from(frame.subarray(bytes));
  if (masked) {
    applyMask(payload, frame.subarray(bytes - 4, bytes));
  }
  return payload;
}

/** The code of a close frame comes back (§5.5.1). For one without a code, or a bad one, none is owed. */
function closeFor(payload: Uint8Array): Owed<Uint8Array> {
  const code = payload.subarray(0, 2);
  return isCloseCode(code) && isUtf8(payload.subarray(2))
    ? { last: serverFrame(opcodes.close, code) }
    : null;
}
