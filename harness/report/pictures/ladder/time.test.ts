import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Anchor, type Lane, placeAnchors } from "./time.ts";

const lanes: readonly Lane[] = [
  "application",
  "client",
  "server",
  "process",
  "wire",
  "all",
  "none",
];

const anchor = fc.record({
  atMs: fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1e6, noNaN: true }),
  ),
  lane: fc.constantFrom(...lanes),
  abovePx: fc.integer({ min: 0, max: 20 }),
  heightPx: fc.integer({ min: 0, max: 60 }),
  y: fc.constant(0),
});

describe("time runs down", () => {
  test("in order, with the room that each lane asks for", () => {
    fc.assert(
      fc.property(fc.array(anchor, { minLength: 1, maxLength: 40 }), (anchors) => {
        const scale = placeAnchors(anchors, { topPx: 50, flightMs: 0 });
        const ordered = anchors.toSorted((a, b) => a.atMs - b.atMs);
        for (const [index, moment] of ordered.entries()) {
          expect(moment.y).toBeGreaterThanOrEqual(ordered[index - 1]?.y ?? 50);
          expect(moment.y).toBeLessThanOrEqual(scale.bottomPx);
          const above = ordered.slice(0, index).findLast(({ lane }) => lane === moment.lane);
          if (above !== undefined && moment.lane !== "none") {
            // In the order in which it was added up: a difference would be rounded otherwise.
            expect(moment.y).toBeGreaterThanOrEqual(above.y + above.heightPx + moment.abovePx);
          }
        }
      }),
    );
  });

  const at = (atMs: number): Anchor => ({ atMs, lane: "client", abovePx: 1, heightPx: 0, y: 0 });

  test("longer spans take more room, a thousand times longer ones not a thousand times more", () => {
    const anchors = [0, 0.02, 2, 12].map(at);
    placeAnchors(anchors, { topPx: 0, flightMs: 0 });
    const [a = 0, b = 0, c = 0, d = 0] = anchors.map(({ y }) => y);
    expect(b - a).toBeLessThan(c - b);
    expect(c - b).toBeLessThan(d - c);
    expect(d - c).toBeLessThan(30);
  });

  test("a silence becomes a pause of the same height, which keeps its length", () => {
    const anchors = [0, 200, 5200].map(at);
    const { pauses } = placeAnchors(anchors, { topPx: 0, flightMs: 0 });
    expect(pauses.map(({ durationMs }) => durationMs)).toEqual([200, 5000]);
    expect(pauses[0]?.heightPx).toBe(pauses[1]?.heightPx);
    expect(anchors[1]?.y).toBeGreaterThan(pauses[0]?.y ?? 0);
  });

  test("segments on a long way are no silence", () => {
    const anchors = [0, 300, 1000].map(at);
    const { pauses } = placeAnchors(anchors, { topPx: 0, flightMs: 300 });
    expect(pauses.map(({ durationMs }) => durationMs)).toEqual([700]);
  });

  test("a moment between two others stands between them", () => {
    const anchors = [0, 10].map(at);
    const { yAt } = placeAnchors(anchors, { topPx: 0, flightMs: 0 });
    expect(yAt(5)).toBeGreaterThan(anchors[0]?.y ?? 0);
    expect(yAt(5)).toBeLessThan(anchors[1]?.y ?? 0);
    expect([yAt(-1), yAt(99)]).toEqual(anchors.map(({ y }) => y));
  });
});
