import { describe, expect, test } from "vitest";
import { shout } from "./fixtures/small-protocols.ts";
import { completeProtocol, type ReplyReader } from "./protocol.ts";
import { startReading, whyMalformed } from "./reading.ts";

function reading(read: ReplyReader) {
  const started = startReading(completeProtocol({ ...shout, startReader: () => read }));
  return (text: string) =>
    (started?.(Buffer.from(text)) ?? []).map((part) =>
      part instanceof Uint8Array ? Buffer.from(part).toString() : part,
    );
}

test("a protocol without a reader is compared byte by byte", () => {
  expect(startReading(completeProtocol(shout))).toBeNull();
});

test("parts are handed on, strings as bytes", () => {
  const read = reading(() => ["a", { answer: "b" }, { farewell: "c", answer: "d" }]);
  expect(read("x")).toEqual([
    "a",
    { answer: Buffer.from("b") },
    { farewell: Buffer.from("c"), answer: Buffer.from("d") },
  ]);
});

describe("what cannot be read becomes a difference, and nothing behind it is read", () => {
  test("because the reader says so", () => {
    const read = reading((rest) => ["good", { malformed: "no letter", rest }]);
    expect(read("1")).toEqual(["good", "malformed: no letter\n", "1"]);
    expect(read("a")).toEqual(["a"]);
  });

  test("because the reader throws", () => {
    const read = reading(() => {
      throw new Error("out of range");
    });
    expect(read("1")).toEqual(["malformed: out of range\n", "1"]);
    expect(read("2")).toEqual(["2"]);
  });
});

test.each([
  { text: "abmalformed: no letter\n1", offset: 2, why: "malformed: no letter" },
  { text: "abmalformed: no letter\n1", offset: 0, why: null },
  { text: "ab", offset: 5, why: null },
])("why the bytes at $offset of $text cannot be read", ({ text, offset, why }) => {
  expect(whyMalformed(Buffer.from(text), offset)).toBe(why);
});
