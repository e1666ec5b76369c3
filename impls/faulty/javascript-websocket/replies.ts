import { answerClose } from "./close.ts";
import { type Failure, type Frame, opcodes, type ReadOptions } from "./frame.ts";
import { startMessages } from "./messages.ts";

/** What a connection can do for its client. */
export interface Peer {
  send(opcode: number, payload: Buffer): void;
  /** Ignores what the client still sends. */
  stop(): void;
  /** The same, and ends the connection. */
  end(): void;
  /** The same, behind a close frame with that code. */
  fail(code: Failure): void;
}

/** @returns a function that answers a frame of the client. */
export function startReplies(peer: Peer, options: ReadOptions): (frame: Frame) => void {
  const { fault } = options;
  const messages = startMessages(options);
  /** Pongs that wait for the end of a message, by the fault. */
  let pongs: Buffer[] = [];

  const takePing = (payload: Buffer) => {
    if (fault === "ping-overwrites-message") {
      messages.overwrite(payload);
    }
    if (fault === "pongs-after-message" && messages.isWithin) {
      pongs.push(payload);
      return;
    }
    peer.send(opcodes.pong, fault === "pong-without-payload" ? Buffer.alloc(0) : payload);
  };

  const takeClose = (payload: Buffer) => {
    const answer = answerClose(payload, fault);
    if (answer === "nothing") {
      return;
    }
    if (answer === "failure") {
      peer.fail(1002);
      return;
    }
    if (fault !== "no-close-frame") {
      peer.send(opcodes.close, answer);
    }
    if (fault === "stays-after-close") {
      peer.stop();
    } else if (fault !== "answers-behind-close") {
      peer.end();
    }
  };

  const takeMessage = (frame: Frame) => {
    const message = messages.add(frame);
    if (typeof message === "number") {
      peer.fail(message);
    } else if (message !== null) {
      peer.send(message.opcode, message.payload);
      for (const pong of pongs) {
        peer.send(opcodes.pong, pong);
      }
      pongs = [];
    }
  };

  return (frame) => {
    switch (frame.opcode) {
      case opcodes.ping:
        takePing(frame.payload);
        break;
      case opcodes.pong:
        if (fault === "answers-pongs") {
          peer.send(opcodes.pong, frame.payload);
        }
        break;
      case opcodes.close:
        takeClose(frame.payload);
        break;
      default:
        takeMessage(frame);
    }
  };
}
