import { expect, test } from "vitest";
import { context as usual } from "../driver/fixtures/play-steps.ts";
import { clientMessage } from "./client-echo.ts";
import { framed } from "./fixtures/bundled.ts";
import { renderContent } from "./render.ts";

const context = { ...usual, message: { text: "ü!", times: 2 } };
const whole = Buffer.from("\0\0\0\x06ü!ü!");

test("a client's message is counted in bytes", () => {
  expect(clientMessage(framed, context)).toEqual(whole);
});

test.each([
  { content: { echo: "whole" }, expected: whole },
  { content: { echo: "whole", upTo: "half-header" }, expected: whole.subarray(0, 2) },
  { content: { echo: "whole", upTo: { payload: 1 } }, expected: whole.subarray(0, 5) },
  { content: { echo: "whole", from: { payload: 1 } }, expected: whole.subarray(5) },
  { content: { echo: "whole", from: 1, upTo: 3 }, expected: whole.subarray(1, 3) },
] as const)("its echo is sent as asked for: $content", ({ content, expected }) => {
  expect(
    Buffer.concat([...renderContent(framed, { content: [content], seed: 1 }, context)]),
  ).toEqual(expected);
});

test("an altered echo differs in one byte of its payload, and has the same length", () => {
  const altered = Buffer.concat([
    ...renderContent(framed, { content: [{ echo: "altered" }], seed: 1 }, context),
  ]);
  const different = [...altered].flatMap((byte, index) => (byte === whole[index] ? [] : [index]));
  expect(altered).toHaveLength(whole.length);
  expect(different).toHaveLength(1);
  expect(different[0]).toBeGreaterThanOrEqual(4);
});
