import { expect, test } from "vitest";
import { catalogue } from "../../scenarios/catalogue.ts";
import { leafSteps } from "../scenario/leaf-steps.ts";
import type { LeafStep } from "../scenario/step.ts";
import { silenceMs } from "./silence.ts";

const pause: LeafStep = { do: "pause", duration: { ms: 50 } };
const content = [{ messages: 2, bytes: 100 }];

test.each<{ title: string; steps: readonly LeafStep[]; ms: number }>([
  { title: "a pause while all is read", steps: [pause], ms: 0 },
  { title: "a pause while nothing is", steps: [{ do: "stopReading", on: "a" }, pause], ms: 50 },
  {
    title: "a pause when it is read again",
    steps: [{ do: "stopReading", on: "a" }, { do: "resumeReading", on: "a" }, pause],
    ms: 0,
  },
  {
    title: "a pause while another is not read",
    steps: [
      { do: "stopReading", on: "a" },
      { do: "stopReading", on: "b" },
      { do: "abort", on: "a" },
      pause,
    ],
    ms: 50,
  },
  {
    title: "a pause when another has its name",
    steps: [{ do: "stopReading", on: "a" }, { do: "connect", connection: "a" }, pause],
    ms: 0,
  },
  {
    title: "the gaps of small pieces",
    steps: [{ do: "send", on: "a", content, chunks: { bytes: 50, gap: { ms: 7 } } }],
    ms: 28,
  },
  {
    title: "the gaps of cuts",
    steps: [{ do: "send", on: "a", content, chunks: { cuts: [1, "header"], gap: { ms: 7 } } }],
    ms: 14,
  },
  { title: "a send in one piece", steps: [{ do: "send", on: "a", content }], ms: 0 },
])("$title is $ms ms of silence", ({ steps, ms }) => {
  expect(silenceMs(steps)).toBe(ms);
});

test("scenarios whose clients cannot answer for a minute are known", () => {
  const silent = catalogue.filter(({ steps }) => silenceMs(leafSteps(steps)) > 60_000);
  expect(silent.map(({ id }) => id)).toEqual(["flow/long-stalls", "idle/a-minute-of-patience"]);
});
