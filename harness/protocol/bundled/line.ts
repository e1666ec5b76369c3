import type { ProtocolDefinition } from "../protocol.ts";

const newline = 0x0a;

/**
 * Lines that end with a newline and come back unchanged, the empty ones too. A carriage return is a byte
 * like any other: whoever sends CRLF gets CRLF. The cap counts the bytes before the newline. What the
 * end of file cuts off is no line, and does not come back.
 */
export const line: ProtocolDefinition = {
  name: "line",
  title: "lines that end with a newline",
  trailer: "\n",
  // What every server echoes: bytes that some of them take for more have scenarios of their own.
  alphabet: Uint8Array.from({ length: 95 }, (_, index) => 0x20 + index),
  measure(bytes, { maxFrameBytes }) {
    const end = bytes.indexOf(newline);
    if ((end < 0 ? bytes.length : end) > maxFrameBytes) {
      return "refused";
    }
    return end < 0 ? "more" : end + 1;
  },
  unacceptable: ({ maxFrameBytes }) => new Uint8Array(maxFrameBytes + 1).fill(0x78),
};
