import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { startByteReader } from "./byte-reader.ts";

test.each([
  { title: "at once", parts: ["one\n5\nabcdetwo\n"] },
  { title: "byte by byte", parts: [..."one\n5\nabcdetwo\n"] },
  {
    title: "cut inside a line and inside the bytes",
    parts: ["on", "e\n5", "\nab", "cdet", "wo\n"],
  },
])("reads lines and counted bytes that come $title", async ({ parts }) => {
  const stream = new PassThrough();
  const reader = startByteReader(stream);
  for (const part of parts) {
    stream.write(part);
  }
  expect(await reader.line()).toBe("one");
  expect(await reader.line()).toBe("5");
  expect((await reader.bytes(5)).toString()).toBe("abcde");
  expect(await reader.line()).toBe("two");
});

test("waits for what has not come, and fails with what ended it", async () => {
  const stream = new PassThrough();
  const reader = startByteReader(stream);
  const line = reader.line();
  stream.write("half a li");
  reader.fail(new Error("gone"));
  await expect(line).rejects.toThrow("gone");
  await expect(reader.bytes(100)).rejects.toThrow("gone");
});
