import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { startModel } from "../model.ts";
import { parseProtocol } from "../parse-protocol.ts";
import { completeProtocol } from "../protocol.ts";
import { startReading } from "../reading.ts";
import { resp } from "./resp.ts";

const protocol = completeProtocol(resp);
const echo = (text: string) => `*2\r\n$4\r\nECHO\r\n$${text.length}\r\n${text}\r\n`;
const ping = "*1\r\n$4\r\nPING\r\n";

test.each<{ title: string; sent: string; owed: string; refused?: true }>([
  { title: "ECHO", sent: echo("hello"), owed: "$5\r\nhello\r\n" },
  { title: "ECHO of nothing", sent: echo(""), owed: "$0\r\n\r\n" },
  { title: "ECHO of a line's end", sent: echo("\r\n"), owed: "$2\r\n\r\n\r\n" },
  { title: "PING", sent: ping, owed: "+PONG\r\n" },
  { title: "PING with a payload", sent: "*2\r\n$4\r\nPING\r\n$2\r\nhi\r\n", owed: "$2\r\nhi\r\n" },
  { title: "an inline PING", sent: "ping\r\n", owed: "+PONG\r\n" },
  { title: "an inline ECHO", sent: " ECHO \xff\r\nPING\n", owed: "$1\r\n\xff\r\n+PONG\r\n" },
  { title: "several at once", sent: echo("a") + echo("bc"), owed: "$1\r\na\r\n$2\r\nbc\r\n" },
  { title: "none that is not whole", sent: echo("abc").slice(0, -1), owed: "" },
  { title: "no empty line", sent: `\r\n${ping}`, owed: "+PONG\r\n" },
  { title: "no array without elements", sent: `*0\r\n*-1\r\n${ping}`, owed: "+PONG\r\n" },
  {
    title: "another command by an error",
    sent: `*1\r\n$1\r\nX\r\n${ping}`,
    owed: "-\r\n+PONG\r\n",
  },
  { title: "ECHO without a payload by an error", sent: "ECHO\r\n", owed: "-\r\n" },
  { title: "ECHO of two payloads by an error", sent: "ECHO a b\r\n", owed: "-\r\n" },
  { title: "none of 4 GiB", sent: "*2\r\n$4\r\nECHO\r\n$4294967295\r\n", owed: "", refused: true },
  {
    title: "none of a negative length",
    sent: "*2\r\n$4\r\nECHO\r\n$-7\r\n",
    owed: "",
    refused: true,
  },
  { title: "no length with junk", sent: "*2\r\n$4\r\nECHO\r\n$4x\r\n", owed: "", refused: true },
  { title: "no length of nothing", sent: "*2\r\n$4\r\nECHO\r\n$\r\n", owed: "", refused: true },
  { title: "no number instead of a string", sent: "*2\r\n:4\r\n", owed: "", refused: true },
  { title: "no count with junk", sent: "*2x\r\n", owed: "", refused: true },
  { title: "no count above 2^31 - 1", sent: "*3000000000\r\n", owed: "", refused: true },
])("answers $title", ({ sent, owed, refused = false }) => {
  for (const pieces of [[sent], [...sent]]) {
    const model = startModel(protocol, { maxFrameBytes: 1024 });
    const answered = pieces.flatMap((piece) => model.push(Buffer.from(piece, "latin1")));
    expect(Buffer.concat(answered).toString("latin1")).toBe(owed);
    expect(model.refused).toBe(refused);
  }
});

test("an error is owed at its place", () => {
  const model = startModel(protocol, { maxFrameBytes: 1024 });
  model.push(Buffer.from(`${ping}FLUSH\r\n${ping}`));
  expect([0, 7, 10].map((offset) => model.owesFarewellAt(offset))).toEqual([false, true, false]);
});

test("its parts agree with one another", () => {
  expect(parseProtocol(resp, "resp.ts").cap).toBe(false);
});

describe("what comes back", () => {
  function read(replies: string, pieceBytes = replies.length) {
    const bytes = Buffer.from(replies, "latin1");
    const started = startReading(protocol);
    const pieces = Math.ceil(bytes.length / pieceBytes);
    const parts = Array.from(
      { length: pieces },
      (_, n) => started?.(bytes.subarray(n * pieceBytes, (n + 1) * pieceBytes)) ?? [],
    ).flat();
    const said = parts.map((part) => (part instanceof Uint8Array ? part : part.farewell));
    return {
      text: Buffer.concat(said.filter((bytes) => bytes !== undefined)).toString("latin1"),
      farewells: parts.filter((part) => !(part instanceof Uint8Array)).length,
    };
  }

  const good = "+PONG\r\n$7\r\n-ERR\r\n!\r\n$0\r\n\r\n$-1\r\n:1\r\n*1\r\n$1\r\n$\r\n";

  test("is compared as it is", () => {
    expect(read(good)).toEqual({ text: good, farewells: 0 });
  });

  test("as an error is a farewell, whatever it says", () => {
    expect(read("+PONG\r\n-ERR unknown command\r\n+PONG\r\n")).toEqual({
      text: "+PONG\r\n-\r\n+PONG\r\n",
      farewells: 1,
    });
  });

  test("is read alike however it is split", () => {
    const all = `${good}-ERR max number of clients reached\r\n${good}HTTP`;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: all.length }), (pieceBytes) => {
        expect(read(all, pieceBytes)).toEqual(read(all));
      }),
    );
  });

  test.each([
    ["no reply of RESP2", "HTTP/1.1 400"],
    ["a line that does not end with CRLF", "+PONG\n"],
    ["a bulk string without a length", "$five\r\nhello\r\n"],
    ["a line that is too long", `+${"x".repeat(65_536)}`],
  ])("is malformed as %s", (why, replies) => {
    expect(read(replies).text).toBe(`malformed: ${why}\n${replies}`);
  });
});
