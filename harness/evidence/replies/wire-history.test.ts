import { expect, test } from "vitest";
import { makeLoad } from "../../history/fixtures/load-builder.ts";
import { readWireSamples } from "../../history/wire-samples.ts";
import { makeExchange } from "../fixtures/timed-segments.ts";
import { wireHistoryOf } from "./wire-history.ts";

const ms = 1e6;

/** Starts at 500 ms, measured from 600 to 700 ms. */
const facts = {
  fromMs: 600,
  untilMs: 700,
  messageBytes: 100,
  connections: [{ localPort: 50_000, intended: 2, echoed: 2 }],
  echoedInAll: 4,
};

const { handshake, request, reply } = makeExchange({ atNs: 499 * ms });

function exchange(index: number, arrivedMs: number, tookMs: number) {
  const data = { from: 100 * index, bytes: 100 };
  return [
    request({ ...data, atNs: arrivedMs * ms }),
    reply({ ...data, atNs: (arrivedMs + tookMs) * ms }),
  ];
}

const segments = [
  ...handshake,
  ...exchange(0, 550, 9),
  ...exchange(1, 600, 1),
  ...exchange(2, 699, 2),
  ...exchange(3, 700, 9),
];

test("holds the requests that arrived while it was measured", () => {
  const { samples, ...wire } = wireHistoryOf(segments, makeLoad([], facts));
  expect(wire).toEqual({ unanswered: 0, failure: null });
  expect(readWireSamples(samples)).toEqual({
    arrivedNs: Float64Array.of(100 * ms, 199 * ms),
    tookNs: Float64Array.of(1 * ms, 2 * ms),
  });
});

test("counts those that were never answered", () => {
  const lost = [...segments.slice(0, 4), request({ atNs: 650 * ms, from: 100, bytes: 200 })];
  const wire = wireHistoryOf(lost, makeLoad([], { ...facts, echoedInAll: 1 }));
  expect(wire).toMatchObject({ unanswered: 2, failure: null });
});

test("is unknown, with a reason, where something was not captured", () => {
  const wire = wireHistoryOf(segments.slice(2), makeLoad([], facts));
  expect(wire).toEqual({
    unanswered: 0,
    samples: "",
    failure: "Of 1 handshakes, 0 were captured.",
  });
});
