import { expect, test } from "vitest";
import { z } from "zod";
import { checkSchema } from "./check.ts";
import { issueLines } from "./issues.ts";
import { chunkPlanSchema, stepSchema } from "./step.ts";

/** @returns a line for each problem of the data. */
function linesFor(schema: z.ZodType, data: unknown): readonly string[] {
  return issueLines(schema.safeParse(data).error?.issues ?? []);
}

const gap = { ms: 1 };

test.each<{ title: string; plan: unknown; lines: readonly string[] }>([
  {
    title: "a typing mistake in the gap",
    plan: { bytes: 1, gab: gap },
    lines: [
      "gap: Invalid input: expected object, received undefined",
      '(top level): Unrecognized key: "gab"',
    ],
  },
  {
    title: "a key too many beside pieces",
    plan: { bytes: 1, gap, deadline: gap },
    lines: ['(top level): Unrecognized key: "deadline"'],
  },
  {
    title: "a key too many beside cuts",
    plan: { cuts: [1], gap, at: 5 },
    lines: ['(top level): Unrecognized key: "at"'],
  },
  {
    title: "a value of a cut",
    plan: { cuts: [3, 0], gap },
    lines: ["cuts.1: Too small: expected number to be >=1"],
  },
  {
    title: "a value of a random size",
    plan: { random: { min: 1, max: "5" }, gap },
    lines: ["random.max: Invalid input: expected number, received string"],
  },
  {
    title: "the bounds of random sizes",
    plan: { random: { min: 5, max: 1 }, gap },
    lines: ["random: expected min to be at most max"],
  },
  {
    title: "a unit of the gap",
    plan: { bytes: 1, gap: { ms: 1, seconds: 1 } },
    lines: ['gap: Unrecognized key: "seconds"'],
  },
  {
    title: "another type altogether",
    plan: "one byte at a time",
    lines: ["(top level): Invalid input: expected object, received string"],
  },
])("of a plan of chunks, $title is reported with its key", ({ plan, lines }) => {
  expect(linesFor(chunkPlanSchema, plan)).toEqual(lines);
});

test("keys inside a union are reported with the path that leads to it", () => {
  const send = { do: "send", on: "main", content: [{ raw: "00" }, { messages: 1, byts: 5 }] };
  expect(linesFor(z.strictObject({ steps: z.array(stepSchema) }), { steps: [send] })).toEqual([
    "steps.0.content.1.bytes: Invalid input: expected number, received undefined",
    'steps.0.content.1: Unrecognized key: "byts"',
  ]);
});

test("of a union inside a union the branch is reported that fits best", () => {
  const content = [{ junkBytes: { maxFrame: 1 } }];
  expect(linesFor(stepSchema, { do: "send", on: "main", content })).toContain(
    'content.0.junkBytes: Unrecognized key: "maxFrame"',
  );
});

test("a value of another type is reported as if the simplest had been meant", () => {
  const content = [{ junkBytes: "64 KiB" }];
  expect(linesFor(stepSchema, { do: "send", on: "main", content })).toEqual([
    "content.0.junkBytes: Invalid input: expected number, received string",
  ]);
});

test("a kind that is not known is reported with those that are", () => {
  const [line] = linesFor(checkSchema, { kind: "ecko" });
  expect(line).toMatch(/^kind: .*'echo' \| 'ends'/);
});

test("every problem is reported, each on one line", () => {
  const data = { do: "connect", connection: "Main", count: 0, host: "::1" };
  expect(linesFor(stepSchema, data)).toEqual([
    "connection: expected a name such as main or second-client",
    "count: Too small: expected number to be >=1",
    '(top level): Unrecognized key: "host"',
  ]);
});

test("where nothing is wrong there is nothing to tell", () => {
  expect(linesFor(chunkPlanSchema, { bytes: 1, gap })).toEqual([]);
});
