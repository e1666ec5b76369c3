import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { startModel } from "../model.ts";
import { parseProtocol } from "../parse-protocol.ts";
import { completeProtocol } from "../protocol.ts";
import { startReading } from "../reading.ts";
import { http } from "./http.ts";

const protocol = completeProtocol(http);
const limits = { maxFrameBytes: 1000 };

function read(response: string, pieceBytes = response.length) {
  const bytes = Buffer.from(response, "latin1");
  const started = startReading(protocol);
  const pieces = Math.ceil(bytes.length / pieceBytes);
  const parts = Array.from(
    { length: pieces },
    (_, n) => started?.(bytes.subarray(n * pieceBytes, (n + 1) * pieceBytes)) ?? [],
  ).flat();
  const compared = Buffer.concat(parts.filter((part) => part instanceof Uint8Array));
  const farewells = parts.flatMap((part) =>
    part instanceof Uint8Array || part.farewell === undefined ? [] : [`${part.farewell}`],
  );
  return { text: compared.toString("latin1"), farewells };
}

const said = (content: string) =>
  `200\n${content}\0\0\0\0\0\0\0${String.fromCharCode(content.length)}`;

test("contradicts itself nowhere", () => {
  expect(parseProtocol(http, "http.ts").name).toBe("http");
});

describe("what is owed for a request", () => {
  function owedFor(...requests: readonly string[]) {
    const model = startModel(protocol, limits);
    const owed = requests.flatMap((request) => model.push(Buffer.from(request, "latin1")));
    return { owed: Buffer.concat(owed).toString("latin1"), refused: model.refused };
  }

  test.each([
    ["with a length", "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", "abc"],
    ["whose names are in another case", "POST / HTTP/1.1\r\ncontent-LENGTH:3 \r\n\r\nabc", "abc"],
    ["without content", "POST / HTTP/1.1\r\nHost: x\r\n\r\n", ""],
    [
      "in chunks",
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n",
      "abc",
    ],
    [
      "in chunks with a trailer",
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nA: b\r\n\r\n",
      "abc",
    ],
  ])("%s is its content", (_, request, content) => {
    expect(owedFor(request, request)).toEqual({
      owed: said(content) + said(content),
      refused: false,
    });
    expect(owedFor(...request)).toEqual({ owed: said(content), refused: false });
  });

  test.each([
    ["two lengths", "Content-Length: 3\r\nContent-Length: 4"],
    ["a list of lengths", "Content-Length: 3, 4"],
    ["a negative length", "Content-Length: -1"],
    ["a length with a sign", "Content-Length: +1"],
    ["a length and chunks", "Content-Length: 3\r\nTransfer-Encoding: chunked"],
    ["an unknown coding", "Transfer-Encoding: whole"],
  ])("with %s is nothing, and the connection must end", (_, fields) => {
    const request = `POST / HTTP/1.1\r\n${fields}\r\n\r\nabcd`;
    expect(owedFor(request)).toEqual({ owed: "", refused: true });
  });

  test.each(["x\r\nabc", "2\r\nabc\r\n", "-1\r\n"])("with bad chunks is nothing: %j", (chunks) => {
    const request = `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`;
    expect(owedFor(request)).toEqual({ owed: "", refused: true });
  });
});

describe("what comes back", () => {
  const whole = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  const chunked =
    "HTTP/1.1 200 Fine\r\nDate: x\r\ntransfer-encoding: Chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n";

  test("is compared whatever the fields, and whether its content is chunked", () => {
    expect(read(whole + chunked)).toEqual({ text: said("hello") + said("hello"), farewells: [] });
  });

  test("is read alike however it is split", () => {
    const all = `HTTP/1.1 100 Continue\r\n\r\n${chunked}${whole}${chunked}`;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: all.length }), (pieceBytes) => {
        expect(read(all, pieceBytes)).toEqual(read(all));
      }),
    );
  });

  test("as a refusal is a farewell, whatever its content", () => {
    const refusal = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";
    expect(read(whole + refusal)).toEqual({ text: said("hello"), farewells: ["400\n"] });
  });

  test("with another status is another response", () => {
    expect(read(whole.replace("200 OK", "204 OK")).text).not.toBe(said("hello"));
  });

  test.each([
    ["no response of HTTP/1.1", "POST / HTTP/1.1\r\n\r\n"],
    ["no response of HTTP/1.1", "HTTP/1.0 200 OK\r\n\r\n"],
    ["a response whose content has no length, or more than one", "HTTP/1.1 200 OK\r\n\r\nhello"],
    ["a chunk without a size", chunked.replace("2\r\n", "two\r\n")],
    ["a chunk longer than its size", chunked.replace("2\r\n", "1\r\n")],
  ])("is malformed as %s", (why, response) => {
    expect(read(response).text).toContain(`malformed: ${why}\n`);
    expect(read(response, 1).text).toContain(`malformed: ${why}\n`);
  });
});
