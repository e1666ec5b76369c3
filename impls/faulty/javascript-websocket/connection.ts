import type { Socket } from "node:net";
import { answerClose } from "./close.ts";
import {
  type Failure,
  type Frame,
  opcodes,
  type ReadOptions,
  readFrame,
  writeFrame,
} from "./frame.ts";
import { startMessages } from "./messages.ts";
import { answerOpening } from "./opening.ts";

/** Echoes the messages of one client, through the fault if there is one. */
export function startConnection(socket: Socket, options: ReadOptions): void {
  const { fault, maxPayloadBytes } = options;
  const messages = startMessages(maxPayloadBytes, fault);
  let state: "opening" | "open" | "ended" = "opening";
  let bytes: Buffer = Buffer.alloc(0);
  /** Pongs that wait for the end of a message, by the fault. */
  let pongs: Buffer[] = [];

  const send = (opcode: number, payload: Buffer) => {
    // Reading waits while the peer does not take its echoes.
    if (!socket.write(writeFrame(opcode, payload, fault))) {
      socket.pause();
    }
  };

  const end = () => {
    state = "ended";
    socket.end();
  };

  const fail = (code: Failure) => {
    send(opcodes.close, Buffer.from([code >> 8, code & 0xff]));
    end();
  };

  const open = () => {
    const opening = answerOpening(bytes, fault);
    if (opening !== null) {
      socket.write(opening.response);
      bytes = opening.rest;
      state = "open";
      if (!opening.isAccepted) {
        end();
      }
    }
    return opening !== null;
  };

  const takePing = (payload: Buffer) => {
    if (fault === "ping-overwrites-message") {
      messages.overwrite(payload);
    }
    if (fault === "pongs-after-message" && messages.isWithin) {
      pongs.push(payload);
      return;
    }
    send(opcodes.pong, fault === "pong-without-payload" ? Buffer.alloc(0) : payload);
  };

  const takeClose = (payload: Buffer) => {
    const answer = answerClose(payload, fault);
    if (answer === "nothing") {
      return;
    }
    if (answer === "failure") {
      fail(1002);
      return;
    }
    if (fault !== "no-close-frame") {
      send(opcodes.close, answer);
    }
    if (fault === "stays-after-close") {
      state = "ended";
    } else if (fault !== "answers-behind-close") {
      end();
    }
  };

  const takeMessage = (frame: Frame) => {
    const message = messages.add(frame);
    if (typeof message === "number") {
      fail(message);
    } else if (message !== null) {
      send(message.opcode, message.payload);
      for (const pong of pongs) {
        send(opcodes.pong, pong);
      }
      pongs = [];
    }
  };

  const take = (frame: Frame) => {
    switch (frame.opcode) {
      case opcodes.ping:
        takePing(frame.payload);
        break;
      case opcodes.pong:
        if (fault === "answers-pongs") {
          send(opcodes.pong, frame.payload);
        }
        break;
      case opcodes.close:
        takeClose(frame.payload);
        break;
      default:
        takeMessage(frame);
    }
  };

  /** @returns whether there may be more to read. */
  const readOne = (): boolean => {
    if (state === "opening") {
      return open();
    }
    const frame = readFrame(bytes, options);
    if (frame === null) {
      return false;
    }
    if (typeof frame === "number") {
      fail(frame);
      return false;
    }
    bytes = frame.rest;
    take(frame);
    return true;
  };

  socket.on("data", (chunk: Buffer) => {
    bytes = state === "ended" ? chunk : Buffer.concat([bytes, chunk]);
    while (state !== "ended" && readOne()) {
      // Each call reads the opening, or a frame.
    }
  });
  socket.on("drain", () => socket.resume());
}
