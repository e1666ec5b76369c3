import { describe, expect, test } from "vitest";
import { steadyParts, withoutMeasures } from "./observed.ts";

test.each([
  [
    "0 of 8 bytes after 1999.9 ms, connection still open",
    "0 of 8 bytes after …, connection still open",
  ],
  ["1503.2 ms more: 229.4 ms, then 1732.6 ms", "… more: …, then …"],
  ["-1.5 MiB more: 3 MiB, then 1.5 MiB", "… more: …, then …"],
  ["97 % of a processor when all was over", "… of a processor when all was over"],
  ["1 bytes on aborter#12 that were not owed", "1 bytes on aborter… that were not owed"],
  ["differs from byte 8 on", "differs from byte 8 on"],
  ["3 seconds", "3 seconds"],
])("%j is the same failure as %j", (observed, message) => {
  expect(withoutMeasures(observed)).toBe(message);
});

describe("what an entry looks for", () => {
  test.each<{ title: string; observations: readonly string[]; parts: readonly string[] }>([
    {
      title: "is the longest part that was not measured",
      observations: ["0 of 4 bytes after 0.15 ms, then FIN at 159.2 ms"],
      parts: ["0 of 4 bytes after"],
    },
    {
      title: "is the whole text where nothing was measured",
      observations: ["differs from byte 8 on"],
      parts: ["differs from byte 8 on"],
    },
    {
      title: "is the whole text where all was measured",
      observations: ["12 ms"],
      parts: ["12 ms"],
    },
    {
      title: "is what repetitions have in common",
      observations: ["differs from byte 8 on", "differs from byte 117 on"],
      parts: ["differs from byte"],
    },
    {
      title: "is one for each failure that has nothing in common with the others",
      observations: ["differs from byte 8 on", "could not connect: ECONNREFUSED"],
      parts: ["differs from byte 8 on", "could not connect: ECONNREFUSED"],
    },
    {
      title: "is one where failures differ in what was measured only",
      observations: ["20 of 40 bytes after 1998.8 ms", "20 of 40 bytes after 1999 ms"],
      parts: ["20 of 40 bytes after"],
    },
  ])("$title", ({ observations, parts }) => {
    const found = steadyParts(observations);
    expect(found).toEqual(parts);
    for (const observed of observations) {
      expect(found.some((part) => observed.includes(part))).toBe(true);
    }
  });
});
