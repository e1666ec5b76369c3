import fc from "fast-check";
import { expect, test } from "vitest";
import { packWireSamples, readWireSamples } from "./wire-samples.ts";

const columns = (rows: readonly (readonly [number, number])[]) => ({
  arrivedNs: Float64Array.from(rows, ([arrived]) => arrived),
  tookNs: Float64Array.from(rows, ([, took]) => took),
});

test("what was packed is read again, to the nanosecond", () => {
  const time = fc.integer({ min: 0, max: 2 ** 45 });
  fc.assert(
    fc.property(fc.array(fc.tuple(time, time)), (rows) => {
      expect(readWireSamples(packWireSamples(columns(rows)))).toEqual(columns(rows));
    }),
  );
});
