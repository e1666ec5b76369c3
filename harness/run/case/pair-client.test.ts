import { expect, test } from "vitest";
import { textOfBytes, toldDeadlineMs } from "./pair-client.ts";

test.each([0, 1, 2, 3, 5, 100, 65_535])(
  "a message of %d bytes takes exactly so many in UTF-8",
  (bytes) => {
    for (let seed = 1; seed <= 50; seed += 1) {
      expect(Buffer.byteLength(textOfBytes(bytes, seed))).toBe(bytes);
    }
  },
);

test("messages have characters of one to four bytes, and no line feed or option", () => {
  const text = textOfBytes(1000, 7);
  expect(new Set([...text].map((character) => Buffer.byteLength(character)))).toEqual(
    new Set([1, 2, 3, 4]),
  );
  for (let seed = 1; seed <= 200; seed += 1) {
    expect(textOfBytes(9, seed)).toMatch(/^[^-~][^\n\0]*$/);
  }
});

test("the same seed draws the same message, another one another", () => {
  expect(textOfBytes(100, 1)).toBe(textOfBytes(100, 1));
  expect(textOfBytes(100, 1)).not.toBe(textOfBytes(100, 2));
});

const clean = { roundTripMs: 0, keepAliveMs: 0, slowestKbit: null, lossy: false };

test.each([
  ["what its manifest says where that is enough", { deadlineMs: 9000 }, clean, 9000],
  ["more where the link is slower", { deadlineMs: 5000 }, { ...clean, roundTripMs: 600 }, 17_000],
  ["more where segments are lost", { deadlineMs: 5000 }, { ...clean, lossy: true }, 35_000],
  ["what the link needs where it says nothing", {}, clean, 5000],
])("a client is told %s", (_, client, context, expected) => {
  expect(toldDeadlineMs(client, [1000], context)).toBe(expected);
});
