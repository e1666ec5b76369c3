import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { expect, test } from "vitest";
import { captureOutput } from "./output-capture.ts";

async function capture(chunks: readonly (string | Buffer)[]) {
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  const output = captureOutput(stream);
  await finished(stream);
  return output();
}

test("what fits is kept as it is", async () => {
  expect(await capture(["listening\n", "bye\n"])).toEqual({
    text: "listening\nbye\n",
    bytesDropped: 0,
  });
  const full = "x".repeat(65_536);
  expect(await capture([full])).toEqual({ text: full, bytesDropped: 0 });
});

test.each([1, 1000, 70_000])(
  "of more than that the beginning and the end are kept, and the rest counted, in pieces of %i bytes",
  async (piece) => {
    const said = `listening\n${"log\n".repeat(50_000)}Traceback: KeyError\n`;
    const pieces = Array.from({ length: Math.ceil(said.length / piece) }, (_, index) =>
      said.slice(index * piece, (index + 1) * piece),
    );
    const { text, bytesDropped } = await capture(pieces);
    expect(text).toMatch(/^listening\nlog\n/);
    expect(text).toMatch(/log\nTraceback: KeyError\n$/);
    expect(text).toContain(`\n… ${bytesDropped} bytes left out …\n`);
    expect(bytesDropped).toBe(said.length - 65_536);
  },
);

test("what is no text is readable all the same", async () => {
  const { text } = await capture([Buffer.from([0xff, 0, 0xfe]), " then text"]);
  expect(text).toContain("then text");
});
