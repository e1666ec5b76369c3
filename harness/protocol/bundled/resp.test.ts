import { expect, test } from "vitest";
import { startModel } from "../model.ts";
import { parseProtocol } from "../parse-protocol.ts";
import { completeProtocol } from "../protocol.ts";
import { resp } from "./resp.ts";

const echo = (text: string) => `*2\r\n$4\r\nECHO\r\n$${text.length}\r\n${text}\r\n`;

test.each<{ title: string; sent: string; owed: string; refused?: true }>([
  { title: "ECHO", sent: echo("hello"), owed: "$5\r\nhello\r\n" },
  { title: "ECHO of nothing", sent: echo(""), owed: "$0\r\n\r\n" },
  { title: "ECHO of a line's end", sent: echo("\r\n"), owed: "$2\r\n\r\n\r\n" },
  { title: "PING", sent: "*1\r\n$4\r\nPING\r\n", owed: "+PONG\r\n" },
  { title: "PING with a payload", sent: "*2\r\n$4\r\nPING\r\n$2\r\nhi\r\n", owed: "$2\r\nhi\r\n" },
  { title: "an inline PING", sent: "ping\r\n", owed: "+PONG\r\n" },
  { title: "several at once", sent: echo("a") + echo("bc"), owed: "$1\r\na\r\n$2\r\nbc\r\n" },
  { title: "none that is not whole", sent: echo("abc").slice(0, -1), owed: "" },
  { title: "none of 4 GiB", sent: "*2\r\n$4\r\nECHO\r\n$4294967295\r\n", owed: "", refused: true },
  {
    title: "none of a negative length",
    sent: "*2\r\n$4\r\nECHO\r\n$-7\r\n",
    owed: "",
    refused: true,
  },
  { title: "no number instead of a string", sent: "*2\r\n:4\r\n", owed: "", refused: true },
])("answers $title", ({ sent, owed, refused = false }) => {
  for (const pieces of [[sent], [...sent]]) {
    const model = startModel(completeProtocol(resp), { maxFrameBytes: 1024 });
    const answered = pieces.flatMap((piece) => model.push(Buffer.from(piece, "latin1")));
    expect(Buffer.concat(answered).toString("latin1")).toBe(owed);
    expect(model.refused).toBe(refused);
  }
});

test("its parts agree with one another", () => {
  expect(parseProtocol(resp, "resp.ts")).toMatchObject({ cap: false, refusalBytesMost: 512 });
});
