import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeConnection, makeHistory } from "../history/fixtures/history-builder.ts";
import type { ReceivedDigest, SentPart } from "../history/history.ts";
import { startDigest } from "./digest.ts";
import { expectationOf, firstDifference } from "./expectation.ts";
import { framed } from "./fixtures/bundled.ts";
import { fillRandom } from "./random.ts";
import { renderContent } from "./render.ts";

const blockBytes = 16_384;
const headBytes = 4096;

function digestOf(bytes: Uint8Array): ReceivedDigest {
  const digest = startDigest();
  digest.push(bytes);
  return digest.finish(false);
}

function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  fillRandom(bytes, 99);
  return bytes;
}

function differenceAfter(original: Uint8Array, change: (bytes: Uint8Array) => void): number | null {
  const changed = original.slice();
  change(changed);
  return firstDifference(digestOf(changed), digestOf(original));
}

describe("the first difference", () => {
  const shortStream = randomBytes(3000);
  const longStream = randomBytes(5 * blockBytes + 777);

  test.each([
    { title: "a short stream", stream: shortStream },
    { title: "a long stream", stream: longStream },
    { title: "no stream at all", stream: new Uint8Array() },
  ])("is none between $title and itself", ({ stream }) => {
    expect(firstDifference(digestOf(stream), digestOf(stream))).toBeNull();
  });

  test.each([
    { title: "short", stream: shortStream },
    { title: "long", stream: longStream },
  ])("is where a byte of a $title stream is flipped, or the start of its block", ({ stream }) => {
    const anyOffset = fc.nat(stream.length - 1);
    fc.assert(
      fc.property(anyOffset, fc.integer({ min: 1, max: 255 }), (offset, mask) => {
        const found = differenceAfter(stream, (bytes) => {
          bytes[offset] = (bytes[offset] ?? 0) ^ mask;
        });
        const blockStart = Math.floor(offset / blockBytes) * blockBytes;
        expect(found).toBe(offset < headBytes ? offset : Math.max(headBytes, blockStart));
      }),
    );
  });

  test("is the first of several", () => {
    const found = differenceAfter(longStream, (bytes) => {
      for (const offset of [3, 100, 5000, 40_000]) {
        bytes[offset] = (bytes[offset] ?? 0) ^ 1;
      }
    });
    expect(found).toBe(3);
  });

  test("is at a block that came twice", () => {
    const found = differenceAfter(longStream, (bytes) => {
      bytes.copyWithin(3 * blockBytes, 2 * blockBytes, 3 * blockBytes);
    });
    expect(found).toBe(3 * blockBytes);
  });

  test("is at the first of two blocks that changed places", () => {
    const found = differenceAfter(longStream, (bytes) => {
      bytes.set(longStream.subarray(3 * blockBytes, 4 * blockBytes), blockBytes);
      bytes.set(longStream.subarray(blockBytes, 2 * blockBytes), 3 * blockBytes);
    });
    expect(found).toBe(blockBytes);
  });

  test("is in the last block, however short it is", () => {
    const found = differenceAfter(longStream, (bytes) => {
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    });
    expect(found).toBe(5 * blockBytes);
  });

  test("is none while both agree as far as the shorter goes", () => {
    const beyond = digestOf(Buffer.concat([shortStream, shortStream]));
    expect(firstDifference(beyond, digestOf(shortStream))).toBeNull();
  });

  test("is not looked for in the last block when more arrived than was owed", () => {
    const changed = Buffer.concat([longStream, shortStream]);
    changed[5 * blockBytes + 5] = (changed[5 * blockBytes + 5] ?? 0) ^ 1;
    expect(firstDifference(digestOf(changed), digestOf(longStream))).toBeNull();
  });

  test("is found when more arrived than was owed", () => {
    const changed = Buffer.concat([longStream, shortStream]);
    changed[2 * blockBytes + 5] = (changed[2 * blockBytes + 5] ?? 0) ^ 1;
    expect(firstDifference(digestOf(changed), digestOf(longStream))).toBe(2 * blockBytes);
  });
});

describe("the expectation", () => {
  const { context } = makeHistory();

  function bytesOf(part: SentPart): Buffer {
    const pieces = renderContent(framed, part, context);
    return Buffer.concat(Array.from(pieces, (piece) => piece.slice())).subarray(0, part.bytes);
  }

  /** What is owed for the parts, if a server sent only the first `arrived` bytes of it. */
  function expectationFor(sent: readonly SentPart[], received: Uint8Array) {
    const connection = { ...makeConnection("main"), sent, received: digestOf(received) };
    return expectationOf(makeHistory({ connections: [connection] }), connection);
  }

  const messages: SentPart = {
    atMs: 1,
    content: [{ messages: 40, bytes: 1000 }],
    seed: 5,
    bytes: 40 * 1004,
    withheldBytes: 0,
  };
  const more: SentPart = { ...messages, atMs: 2, seed: 6 };

  test("of an exact echo is what arrived", () => {
    const echo = Buffer.concat([bytesOf(messages), bytesOf(more)]);
    expect(expectationFor([messages, more], echo)).toMatchObject({
      owedBytes: 80_320,
      prefix: digestOf(echo),
    });
  });

  test("goes as far as what arrived, and knows all that is owed", () => {
    const echo = bytesOf(messages);
    fc.assert(
      fc.property(fc.nat(echo.length), (arrived) => {
        const received = echo.subarray(0, arrived);
        const { owedBytes, prefix } = expectationFor([messages], received);
        expect({ owedBytes, prefix }).toEqual({
          owedBytes: echo.length,
          prefix: digestOf(received),
        });
      }),
      { numRuns: 30 },
    );
  });

  test("goes as far as what is owed when more arrived", () => {
    const echo = bytesOf(messages);
    const { prefix } = expectationFor([messages], Buffer.concat([echo, echo]));
    expect(prefix).toEqual(digestOf(echo));
  });

  test("counts only the bytes that were really offered to the socket", () => {
    const cutShort: SentPart = { ...messages, bytes: 2 * 1004 + 500 };
    expect(expectationFor([cutShort], new Uint8Array()).owedBytes).toBe(2 * 1004);
  });

  test("puts a message together whose parts were sent one after another", () => {
    const beginning: SentPart = { ...messages, bytes: 2, content: [{ raw: "0000" }] };
    const rest: SentPart = { ...more, bytes: 12, content: [{ raw: "000a" }, { junkBytes: 10 }] };
    const echo = Buffer.concat([bytesOf(beginning), bytesOf(rest)]);
    expect(expectationFor([beginning, rest], echo)).toMatchObject({
      owedBytes: 14,
      prefix: digestOf(echo),
    });
  });

  test("knows what would be owed for bytes that could not be sent", () => {
    const cut: SentPart = { ...messages, bytes: 1500, withheldBytes: 40 * 1004 - 1500 };
    const echo = bytesOf({ ...messages, bytes: 1004 });
    expect(expectationFor([cut], echo)).toMatchObject({
      owedBytes: 1004,
      withheldOwedBytes: 39 * 1004,
    });
  });

  test("owes nothing for withheld bytes behind what ends the connection", () => {
    const poison: SentPart = {
      ...messages,
      content: [{ raw: "ffffffff" }, { junkBytes: 5000 }],
      bytes: 4,
      withheldBytes: 5000,
    };
    expect(expectationFor([poison], new Uint8Array()).withheldOwedBytes).toBe(0);
  });

  test("is nothing for nothing sent", () => {
    expect(expectationFor([], new Uint8Array())).toMatchObject({
      owedBytes: 0,
      prefix: digestOf(new Uint8Array()),
    });
  });
});
