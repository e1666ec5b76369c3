import { describe, expect, test } from "vitest";
import { context as clean } from "../../driver/fixtures/play-steps.ts";
import type { CaseContext } from "../../scenario/amount.ts";
import type { Step } from "../../scenario/step.ts";
import { playLimitMs } from "./play-limit.ts";

const connect: Step = { do: "connect", connection: "main" };
const awaitEcho: Step = { do: "awaitEcho", on: "main", deadline: { ms: 1000, roundTrips: 2 } };
const ping = (count: number, everyMs = 0): Step => ({
  do: "ping",
  on: "main",
  count,
  bytes: 16,
  every: { ms: everyMs },
});
const pause: Step = { do: "pause", duration: { ms: 70_000 } };

function limitMs(steps: readonly Step[], context: Partial<CaseContext> = {}): number {
  return playLimitMs({ steps: [...steps] }, { ...clean, ...context }, 5000);
}

describe("a driver that is well comes back in time though", () => {
  test.each<{ title: string; steps: readonly Step[]; on?: Partial<CaseContext>; takesMs: number }>([
    { title: "it has to pause", steps: [connect, pause], takesMs: 70_000 },
    {
      title: "it has to pause in each round",
      steps: [{ do: "repeat", times: 3, steps: [pause] }],
      takesMs: 210_000,
    },
    {
      title: "one branch has to pause",
      steps: [{ do: "together", branches: [[awaitEcho], [pause]] }],
      takesMs: 70_000,
    },
    { title: "there is time between pings", steps: [connect, ping(100, 1000)], takesMs: 100_000 },
    {
      title: "each of many pings takes a round trip",
      steps: [connect, ping(100)],
      on: { roundTripMs: 1300 },
      takesMs: 130_000,
    },
    {
      title: "each of many pings takes two, for a segment of it is lost",
      steps: [connect, ping(100)],
      on: { roundTripMs: 1300, lossy: true },
      takesMs: 260_000,
    },
    {
      title: "there are gigabytes to send",
      steps: [
        connect,
        { do: "send", on: "main", content: [{ fill: 4_295_200_000, bytes: 65_536 }] },
        awaitEcho,
      ],
      takesMs: 120_000,
    },
    {
      title: "a deadline waits for a lossy link until that is given up",
      steps: [connect, awaitEcho],
      on: { lossy: true },
      takesMs: 61_000,
    },
    {
      title: "a deadline waits for a slow link until that is given up",
      steps: [connect, awaitEcho],
      on: { roundTripMs: 600 },
      takesMs: 1000 + 2 * 600 + 60_000 + 20 * 600,
    },
    {
      title: "a deadline waits for a link that a step broke",
      steps: [connect, { do: "repeat", times: 1, steps: [{ do: "blackhole" }] }, awaitEcho],
      takesMs: 61_000,
    },
  ])("$title", ({ steps, on, takesMs }) => {
    expect(limitMs(steps, on)).toBeGreaterThan(takesMs + 10_000);
  });
});

test("a driver that hangs on a clean link is given up sooner", () => {
  expect(limitMs([connect, awaitEcho])).toBeLessThan(60_000);
});
