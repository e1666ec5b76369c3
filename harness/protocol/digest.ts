import { crc32 } from "node:zlib";
import type { ReceivedDigest } from "../history/history.ts";

const blockBytes = 16_384;
const defaultHeadBytes = 4096;

/** Reduces a byte stream of any length to a digest that can be stored and compared. */
export interface StreamDigester {
  push(bytes: Uint8Array): void;
  readonly bytes: number;
  finish(cutShort: boolean): ReceivedDigest;
}

/** @param headBytes how many of the first bytes to keep. */
export function startDigest(headBytes = defaultHeadBytes): StreamDigester {
  const blockCrcs: number[] = [];
  const head: Uint8Array[] = [];
  let total = 0;
  let blockFill = 0;
  let blockCrc = 0;
  return {
    get bytes() {
      return total;
    },
    push(bytes) {
      if (total < headBytes) {
        head.push(bytes.slice(0, headBytes - total));
      }
      total += bytes.length;
      let rest = bytes;
      while (rest.length > 0) {
        const part = rest.subarray(0, blockBytes - blockFill);
        blockCrc = crc32(part, blockCrc);
        blockFill += part.length;
        rest = rest.subarray(part.length);
        if (blockFill === blockBytes) {
          blockCrcs.push(blockCrc);
          blockFill = 0;
          blockCrc = 0;
        }
      }
    },
    finish: (cutShort) => ({
      bytes: total,
      blockBytes,
      blockCrcs: blockFill > 0 ? [...blockCrcs, blockCrc] : [...blockCrcs],
      head: Buffer.concat(head).toString("base64"),
      cutShort,
    }),
  };
}
