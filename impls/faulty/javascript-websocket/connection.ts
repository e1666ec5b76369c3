import type { Socket } from "node:net";
import { type Failure, opcodes, type ReadOptions, readFrame, writeFrame } from "./frame.ts";
import { answerOpening } from "./opening.ts";
import { startReplies } from "./replies.ts";

/** Echoes the messages of one client, through the fault if there is one. */
export function startConnection(socket: Socket, options: ReadOptions): void {
  const { fault } = options;
  let state: "opening" | "open" | "ended" = "opening";
  let bytes: Buffer = Buffer.alloc(0);

  const send = (opcode: number, payload: Buffer) => {
    // Reading waits while the peer does not take its echoes.
    if (!socket.write(writeFrame(opcode, payload, fault))) {
      socket.pause();
    }
  };
  const stop = () => {
    state = "ended";
  };
  const end = () => {
    stop();
    socket.end();
  };
  const fail = (code: Failure) => {
    send(opcodes.close, Buffer.from([code >> 8, code & 0xff]));
    end();
  };
  const reply = startReplies({ send, stop, end, fail }, options);

  const open = (): boolean => {
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
    reply(frame);
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
