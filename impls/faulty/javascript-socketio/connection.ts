import type { Socket } from "node:net";
import type { Fault } from "./fault.ts";
import { opcodes, readFrame, writeFrame } from "./frame.ts";
import { type Heartbeat, startHeartbeat, times } from "./heartbeat.ts";
import { startMessages } from "./messages.ts";
import { answerOpening, openPacket } from "./opening.ts";
import { startSession } from "./session.ts";

export interface ConnectionOptions {
  readonly fault: Fault;
  readonly maxPacketBytes: number;
}

/** Speaks Engine.IO with one client, and Socket.IO within it. */
export function startConnection(
  socket: Socket,
  { fault, maxPacketBytes }: ConnectionOptions,
): void {
  let state: "opening" | "open" | "ended" = "opening";
  let bytes: Buffer = Buffer.alloc(0);
  let heartbeat: Heartbeat | null = null;

  const write = (frameOpcode: number, payload: Buffer) => {
    // Reading waits while the peer does not take its echoes.
    if (!socket.write(writeFrame(frameOpcode, payload))) {
      socket.pause();
    }
  };
  const end = () => {
    heartbeat?.stop();
    if (state !== "ended") {
      state = "ended";
      write(opcodes.close, Buffer.from([3, 232]));
      socket.end();
      // Reads on, until the client ends it too.
      socket.resume();
    }
  };
  const session = startSession(
    {
      send: (text) => write(opcodes.text, Buffer.from(`4${text}`)),
      sendAttachment: (attachment) => write(opcodes.binary, attachment),
      end,
    },
    fault,
  );

  const open = (): boolean => {
    const opening = answerOpening(bytes, fault);
    if (opening === null) {
      return false;
    }
    socket.write(opening.response);
    bytes = opening.rest;
    state = opening.isAccepted ? "open" : "ended";
    if (!opening.isAccepted) {
      socket.end();
      return false;
    }
    write(opcodes.text, Buffer.from(openPacket(times, maxPacketBytes, fault)));
    const ping = () => write(opcodes.text, Buffer.from("2"));
    heartbeat = startHeartbeat({ ping, giveUp: end }, fault);
    return true;
  };

  const takeText = (text: Buffer) => {
    const type = text.toString("latin1", 0, 1);
    heartbeat?.heard(type === "3");
    if (type === "4") {
      session.takeMessage(text.subarray(1));
    } else if (type === "1" ? fault !== "ignores-close-packets" : isNoPacket(type, fault)) {
      end();
    }
  };

  const pong = (payload: Buffer) => write(opcodes.pong, payload);
  const takeFrame = startMessages(
    { end, pong, text: takeText, binary: session.takeAttachment },
    maxPacketBytes,
  );

  /** @returns whether there may be more to read. */
  const readOne = (): boolean => {
    if (state === "opening") {
      return open();
    }
    const frame = readFrame(bytes, maxPacketBytes);
    if (frame === null) {
      return false;
    }
    if (frame === "bad") {
      end();
      return false;
    }
    bytes = frame.rest;
    takeFrame(frame);
    return true;
  };

  socket.on("data", (chunk: Buffer) => {
    bytes = state === "ended" ? chunk : Buffer.concat([bytes, chunk]);
    while (state !== "ended" && readOne()) {
      // Each call reads the opening, or a frame.
    }
    session.endOfRead();
  });
  socket.on("drain", () => socket.resume());
  socket.on("close", () => heartbeat?.stop());
}

function isNoPacket(type: string, fault: Fault): boolean {
  return !/[0-6]/.test(type) && fault !== "ignores-unknown-packets";
}
