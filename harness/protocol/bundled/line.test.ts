import { expect, test } from "vitest";
import { line } from "../fixtures/bundled.ts";
import { startModel } from "../model.ts";
import { parseProtocol } from "../parse-protocol.ts";
import { line as definition } from "./line.ts";

const limits = { maxFrameBytes: 4 };

test.each<{ title: string; sent: string; owed: string; refused?: true }>([
  { title: "a line", sent: "abc\n", owed: "abc\n" },
  { title: "empty lines", sent: "\n\n", owed: "\n\n" },
  { title: "a carriage return, as a byte of the line", sent: "ab\r\n", owed: "ab\r\n" },
  { title: "a lone carriage return, as no end of a line", sent: "a\rb", owed: "" },
  { title: "a NUL, as a byte of the line", sent: "a\0b\n", owed: "a\0b\n" },
  { title: "no line that has not ended", sent: "a\nbc", owed: "a\n" },
  { title: "a line of the cap", sent: "abcd\n", owed: "abcd\n" },
  { title: "no line above the cap", sent: "abcde\n", owed: "", refused: true },
  {
    title: "no line above the cap that has not ended",
    sent: "a\nbcdef",
    owed: "a\n",
    refused: true,
  },
])("echoes $title", ({ sent, owed, refused = false }) => {
  const model = startModel(line, limits);
  const echoed = Buffer.concat(model.push(Buffer.from(sent, "latin1"))).toString("latin1");
  expect({ echoed, refused: model.refused }).toEqual({ echoed: owed, refused });
});

test("its parts agree with one another", () => {
  expect(parseProtocol(definition, "line.ts").unacceptable?.(limits)).toHaveLength(5);
});
