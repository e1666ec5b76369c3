import { expect, test } from "vitest";
import { expectedWaitMs } from "./expected-wait.ts";
import type { Step } from "./step.ts";

const context = { roundTripMs: 100, keepAliveMs: 6000, maxFrameBytes: 1_048_576 };
const pause = (ms: number): Step => ({ do: "pause", duration: { ms } });

test.each<{ of: string; steps: readonly Step[]; ms: number }>([
  { of: "nothing", steps: [], ms: 0 },
  { of: "pauses", steps: [pause(50), pause(200)], ms: 250 },
  {
    of: "a pause in round trips and keep-alives",
    steps: [{ do: "pause", duration: { ms: 5, roundTrips: 2, keepAlives: 1 } }],
    ms: 6205,
  },
  { of: "what is repeated", steps: [{ do: "repeat", times: 3, steps: [pause(10)] }], ms: 30 },
  {
    of: "one round of what is repeated until a check holds",
    steps: [{ do: "repeat", times: 3, until: "linear", steps: [pause(10)] }],
    ms: 10,
  },
  {
    of: "the longer of two branches",
    steps: [{ do: "together", branches: [[pause(10)], [pause(40)]] }],
    ms: 40,
  },
  {
    of: "gaps between small writes",
    steps: [
      {
        do: "send",
        on: "main",
        content: [{ messages: 2, bytes: { maxFrames: 0.5 } }],
        chunks: { bytes: 1024, gap: { ms: 1 } },
      },
    ],
    ms: 1024,
  },
  {
    of: "gaps between small writes of junk",
    steps: [
      {
        do: "send",
        on: "main",
        content: [{ raw: "ffffffff" }, { junkBytes: 200 }],
        chunks: { bytes: 20, gap: { ms: 100 } },
      },
    ],
    ms: 1000,
  },
  {
    of: "a message that is sent at once",
    steps: [{ do: "send", on: "main", content: [{ messages: 1, bytes: 100 }] }],
    ms: 0,
  },
  {
    of: "a loss",
    steps: [{ do: "dropSegments", of: "syn", direction: "toServer", nth: 1 }],
    ms: 1000,
  },
])("the wait of $of is $ms ms", ({ steps, ms }) => {
  expect(expectedWaitMs(steps, context)).toBe(ms);
});
