import type { Codec } from "./codec.ts";

/** RFC 862 over TCP: no messages, every byte comes back. */
export const stream: Codec = {
  protocol: "stream",
  headerBytes: 0,
  writeHeader: () => {},
  startModel() {
    let owedBytes = 0;
    return {
      get owedBytes() {
        return owedBytes;
      },
      refused: false,
      push(bytes) {
        owedBytes += bytes.length;
        return [bytes];
      },
    };
  },
};
