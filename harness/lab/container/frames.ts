import type { Readable, Writable } from "node:stream";

/** See `containers/agent/frame.hpp`: type, number and length of the payload come before it. */
const headerBytes = 9;

export interface AgentFrame {
  readonly type: string;
  /** Number of the process or the request that it belongs to. */
  readonly number: number;
  readonly payload: Buffer;
}

export function writeFrame(stream: Writable, frame: AgentFrame): void {
  const header = Buffer.alloc(headerBytes);
  header.write(frame.type, 0, "latin1");
  header.writeUInt32BE(frame.number, 1);
  header.writeUInt32BE(frame.payload.length, 5);
  stream.write(Buffer.concat([header, frame.payload]));
}

/** Calls back for each frame, in order. */
export function readFrames(stream: Readable, onFrame: (frame: AgentFrame) => void): void {
  let unread = Buffer.alloc(0);
  stream.on("data", (bytes: Buffer) => {
    unread = Buffer.concat([unread, bytes]);
    while (unread.length >= headerBytes) {
      const end = headerBytes + unread.readUInt32BE(5);
      if (unread.length < end) {
        return;
      }
      const payload = unread.subarray(headerBytes, end);
      const type = unread.toString("latin1", 0, 1);
      const number = unread.readUInt32BE(1);
      unread = unread.subarray(end);
      onFrame({ type, number, payload });
    }
  });
}

/** Fields, each terminated by a zero byte. */
export function joinFields(fields: readonly string[]): Buffer {
  return Buffer.from(fields.map((field) => `${field}\0`).join(""));
}

export function splitFields(payload: Buffer): readonly string[] {
  return payload.toString("utf8").split("\0").slice(0, -1);
}
