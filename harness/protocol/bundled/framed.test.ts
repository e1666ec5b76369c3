import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { framed } from "../fixtures/bundled.ts";
import { startModel } from "../model.ts";

const maxFrameBytes = 32;

/** What a server owes, computed independently of the model from the complete stream. */
function owedFor(stream: Buffer): Buffer {
  let offset = 0;
  while (offset + 4 <= stream.length) {
    const length = stream.readUInt32BE(offset);
    if (length > maxFrameBytes || offset + 4 + length > stream.length) {
      break;
    }
    offset += 4 + length;
  }
  return stream.subarray(0, offset);
}

/** Sends the pieces one after another. */
function owedByModel(pieces: readonly Uint8Array[]): { owed: string; owedBytes: number } {
  const model = startModel(framed, { maxFrameBytes });
  const owed = Buffer.concat(pieces.flatMap((piece) => model.push(piece)));
  return { owed: owed.toString("hex"), owedBytes: model.owedBytes };
}

function cut(stream: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const places = [0, ...cuts.map((place) => place % (stream.length + 1)), stream.length];
  const ordered = places.sort((a, b) => a - b);
  return ordered.slice(1).map((end, index) => stream.subarray(ordered[index], end));
}

const frame = fc.uint8Array({ maxLength: maxFrameBytes }).map(encode);
const oversizeHeader = fc.integer({ min: maxFrameBytes + 1, max: 0xffff_ffff }).map((length) => {
  const header = Buffer.alloc(4);
  header.writeUInt32BE(length);
  return header;
});
const anyStream = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: frame },
      { weight: 1, arbitrary: oversizeHeader },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }) },
    ),
    { maxLength: 12 },
  )
  .map((parts) => Buffer.concat(parts));

describe("the model", () => {
  test("owes what an independent reader of the whole stream finds, however it is split", () => {
    fc.assert(
      fc.property(anyStream, fc.array(fc.nat(), { maxLength: 20 }), (stream, cuts) => {
        const expected = owedFor(stream);
        expect(owedByModel(cut(stream, cuts))).toEqual({
          owed: expected.toString("hex"),
          owedBytes: expected.length,
        });
      }),
      { numRuns: 500 },
    );
  });

  test("owes the same when the stream comes byte by byte", () => {
    fc.assert(
      fc.property(anyStream, (stream) => {
        const bytes = [...stream].map((byte) => Uint8Array.of(byte));
        expect(owedByModel(bytes).owed).toBe(owedFor(stream).toString("hex"));
      }),
    );
  });

  test("owes a message at the byte that completes it, not before", () => {
    const model = startModel(framed, { maxFrameBytes });
    const owedBytes = [...Buffer.from("00000002aabb00000000", "hex")].map((byte) => {
      model.push(Uint8Array.of(byte));
      return model.owedBytes;
    });
    expect(owedBytes).toEqual([0, 0, 0, 0, 0, 6, 6, 6, 6, 10]);
  });

  const atCap = `00000020${"ab".repeat(32)}`;
  test.each<{ title: string; sent: string; owed: string }>([
    { title: "a message of length zero", sent: "00000000", owed: "00000000" },
    {
      title: "messages of length zero in a row",
      sent: "0000000000000000",
      owed: "0000000000000000",
    },
    { title: "a message of exactly the cap", sent: atCap, owed: atCap },
    { title: "nothing for a message above the cap", sent: `00000021${"ab".repeat(33)}`, owed: "" },
    { title: "nothing for the longest length there is", sent: "ffffffff0102", owed: "" },
    { title: "nothing for a truncated header", sent: "000000", owed: "" },
    { title: "nothing for a truncated payload", sent: "0000000361", owed: "" },
    {
      title: "the messages before one above the cap, and nothing that follows it",
      sent: "0000000161ffffffff0000000162",
      owed: "0000000161",
    },
  ])("owes $title", ({ sent, owed }) => {
    expect(owedByModel([Buffer.from(sent, "hex")])).toEqual({ owed, owedBytes: owed.length / 2 });
  });
});

test("a message begins with its payload's length, big-endian", () => {
  const encoded = encode(new Uint8Array(258).fill(7));
  expect(Buffer.from(encoded.subarray(0, 6)).toString("hex")).toBe("000001020707");
  expect(encoded).toHaveLength(262);
});

function encode(payload: Uint8Array): Uint8Array {
  return Buffer.concat([framed.header(payload.length, 0), payload]);
}
