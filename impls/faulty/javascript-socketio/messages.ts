import { type Frame, opcodes } from "./frame.ts";

/** What a connection does with frames. */
interface Taker {
  /** A message is longer than a packet may be, or the client closes. */
  end(): void;
  pong(payload: Buffer): void;
  text(message: Buffer): void;
  binary(message: Buffer): void;
}

/** Puts the fragments of messages together. @returns a function that takes a frame. */
export function startMessages(taker: Taker, maxPacketBytes: number): (frame: Frame) => void {
  let fragments: Buffer[] = [];
  let isText = true;

  const takeFragment = ({ opcode, payload, isFinal }: Frame) => {
    isText = opcode === opcodes.continuation ? isText : opcode === opcodes.text;
    fragments.push(payload);
    const message = Buffer.concat(fragments);
    if (message.length > maxPacketBytes) {
      taker.end();
    } else if (isFinal) {
      fragments = [];
      (isText ? taker.text : taker.binary)(message);
    }
  };

  return (frame) => {
    if (frame.opcode === opcodes.ping) {
      taker.pong(frame.payload);
    } else if (frame.opcode === opcodes.close) {
      taker.end();
    } else if (frame.opcode !== opcodes.pong) {
      takeFragment(frame);
    }
  };
}
