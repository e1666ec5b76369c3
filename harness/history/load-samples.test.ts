import fc from "fast-check";
import { expect, test } from "vitest";
import { packSamples, readSamples } from "./load-samples.ts";

const columns = (rows: readonly (readonly [number, number, number])[]) => ({
  intendedNs: Float64Array.from(rows, ([intended]) => intended),
  sentNs: Float64Array.from(rows, ([, sent]) => sent),
  echoedNs: Float64Array.from(rows, ([, , echoed]) => echoed),
});

test("what was packed is read again, to the nanosecond", () => {
  const time = fc.integer({ min: 0, max: 2 ** 45 });
  fc.assert(
    fc.property(fc.array(fc.tuple(time, time, time)), (rows) => {
      expect(readSamples(packSamples(columns(rows)))).toEqual(columns(rows));
    }),
  );
});

test("no samples are read as none", () => {
  expect(readSamples(packSamples(columns([])))).toEqual(columns([]));
});

test("a second of an even load takes two bytes a message", () => {
  const rows = Array.from({ length: 10_000 }, (_, index) => {
    const intended = index * 100_000;
    return [intended, intended + 300, intended + 20_000 + (index % 7) * 100] as const;
  });
  expect(packSamples(columns(rows)).length).toBeLessThan(20_000);
});
