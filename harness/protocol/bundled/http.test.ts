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
  parts.push(...(started?.(new Uint8Array(), true) ?? []));
  const compared = Buffer.concat(parts.filter((part) => part instanceof Uint8Array));
  const farewells = parts.flatMap((part) =>
    part instanceof Uint8Array || part.farewell === undefined ? [] : [`${part.farewell}`],
  );
  return { text: compared.toString("latin1"), farewells };
}

const said = (content: string) =>
  `begun\n200\n${content}\0\0\0\0\0\0\0${String.fromCharCode(content.length)}`;

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
    ["with a length", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", "abc"],
    [
      "whose names are in another case",
      "POST / HTTP/1.1\r\nHOST:x\r\ncontent-LENGTH:3 \r\n\r\nabc",
      "abc",
    ],
    ["without content", "POST / HTTP/1.1\r\nHost: x\r\n\r\n", ""],
    [
      "in chunks",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n",
      "abc",
    ],
    [
      "in chunks with a trailer",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nA: b\r\n\r\n",
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
    ["an unknown coding", "Transfer-Encoding: whole"],
  ])("with %s is nothing, and the connection must end", (_, fields) => {
    const request = `POST / HTTP/1.1\r\n${fields}\r\n\r\nabcd`;
    expect(owedFor(request)).toEqual({ owed: "", refused: true });
  });

  test.each([
    ["without a host", "POST / HTTP/1.1\r\n\r\n"],
    ["with two hosts", "POST / HTTP/1.1\r\nHost: x\r\nhost: x\r\n\r\n"],
    ["with a host that is none", "POST / HTTP/1.1\r\nHost: x y\r\n\r\n"],
    ["with a blank in front of a colon", "POST / HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n"],
  ])("%s is the status 400", (_, request) => {
    expect(owedFor(request)).toEqual({ owed: "400\n", refused: true });
  });

  test.each(["x", "x.example:80", "[::1]:8080", "", "%41"])("may name the host %j", (host) => {
    const request = `POST / HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    expect(owedFor(request)).toEqual({ owed: said(""), refused: false });
  });

  test.each([
    ["asks for the end", "POST / HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Close\r\n\r\n"],
    ["is of HTTP/1.0", "POST / HTTP/1.0\r\n\r\n"],
  ])("that %s is the last reply", (_, request) => {
    expect(owedFor(request, request)).toEqual({ owed: said(""), refused: true });
  });

  const chunks = "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
  const host = "POST / HTTP/1.1\r\nHost: x\r\n";

  test.each([
    ["has a length and chunks", `${host}Content-Length: 2\r\n${chunks}`, "abc"],
    ["has chunks in HTTP/1.0", `POST / HTTP/1.0\r\n${chunks}`, "abc"],
    ["has a bare LF between chunks", `${host}${chunks.replace("3\r\n", "3\n")}`, "abc"],
    ["folds a length", `${host}Content-Length:\r\n 3\r\n\r\nabc`, "abc"],
    ["hides a length in a fold", `${host}A: b\r\n\tContent-Length: 3\r\n\r\n`, ""],
    ["hides a length behind a bare CR", `${host}A: b\rContent-Length: 3\r\n\r\n`, ""],
    ["begins with a folded length", "POST / HTTP/1.1\r\n Content-Length: 3\r\nHost: x\r\n\r\n", ""],
  ])("that %s may be its content, or a refusal", (_, request, content) => {
    const model = startModel(protocol, limits);
    model.push(Buffer.from(request + request, "latin1"));
    expect(model).toMatchObject({ owedBytes: 0, refused: true });
    expect(Buffer.from(model.optional).toString("latin1")).toBe(said(content));
  });

  test.each([
    ["in chunks", `${host}Transfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n`, "hel"],
    ["of an endless length", `${host}Content-Length: 18446744073709551619\r\n\r\nabc`, "abc"],
  ])("may begin before it is refused, %s, but not end", (_, request, content) => {
    const model = startModel(protocol, limits);
    model.push(Buffer.from(request, "latin1"));
    expect(model).toMatchObject({ owedBytes: 0, refused: true });
    expect(Buffer.from(model.optional).toString("latin1")).toBe(`begun\n200\n${content}`);
  });

  test("that is no request is not answered at all", () => {
    const model = startModel(protocol, limits);
    model.push(Buffer.from(`${host}Content-Length: 4x\r\n\r\nabcd`));
    expect(model).toMatchObject({ owedBytes: 0, refused: true });
    expect(model.optional).toHaveLength(0);
  });

  test("with an empty line in front of it is its content", () => {
    expect(owedFor(`\r\n${host}Content-Length: 1\r\n\r\na`)).toEqual({
      owed: said("a"),
      refused: false,
    });
  });

  describe("that expects 100 (Continue)", () => {
    const head = `${host}Expect: 100-Continue\r\nContent-Length: 3\r\n\r\n`;
    const begun = "begun\n";

    test("begins with its header", () => {
      expect(owedFor(head)).toEqual({ owed: begun, refused: false });
      expect(owedFor(head, "a", "bc", ...head)).toEqual({
        owed: said("abc") + begun,
        refused: false,
      });
      expect(owedFor(`${head}abc${head}`)).toEqual({ owed: said("abc") + begun, refused: false });
    });

    test("begins with its header, when chunks follow", () => {
      const request = `${host}Expect: 100-continue\r\n${chunks}`;
      const at = request.indexOf("3\r\n");
      expect(owedFor(request.slice(0, at))).toEqual({ owed: begun, refused: false });
      expect(owedFor(...request)).toEqual({ owed: said("abc"), refused: false });
    });

    test.each([
      ["without content", head.replace("3", "0")],
      ["in HTTP/1.0", head.replace("HTTP/1.1", "HTTP/1.0")],
      ["without a host", head.replace("Host: x\r\n", "")],
    ])("does not, %s", (_, request) => {
      expect(owedFor(request).owed).not.toBe(begun);
    });
  });

  test.each([
    ["a header without an end", `${host}A: ${"b".repeat(65_536)}`],
    [
      "a chunk extension without an end",
      `${host}${chunks.replace("3\r\n", `3;${"a".repeat(4096)}`)}`,
    ],
    ["a trailer without an end", `${host}${chunks.slice(0, -2)}${"A: b\r\n".repeat(11_000)}`],
  ])("with %s is nothing", (_, request) => {
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

  test("may be a 100 (Continue) first, once or twice, and be of HTTP/1.0", () => {
    const early = `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n`;
    expect(read(early).text).toBe("begun\n");
    expect(read(early + early + whole.replace("1.1", "1.0") + whole).text).toBe(
      said("hello") + said("hello"),
    );
  });

  test("may end with the connection", () => {
    const endless = "HTTP/1.1 200 OK\r\n\r\nhello";
    expect(read(whole + endless).text).toBe(said("hello") + said("hello"));
    expect(read(whole + endless, 1).text).toBe(said("hello") + said("hello"));
  });

  test("is cut off where its connection ends too early", () => {
    const cut = read(whole.slice(0, -1)).text;
    expect(cut).toBe("begun\n200\nhell");
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
    ["no response of HTTP/1.1", "HTTP/2.0 200 OK\r\n\r\n"],
    [
      "a response whose content has more than one length, or an invalid one",
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    ],
    ["a line of chunks that ends without a CR", chunked.replace("2\r\n", "2\n")],
    ["a chunk without a size", chunked.replace("2\r\n", "two\r\n")],
    ["a chunk longer than its size", chunked.replace("2\r\n", "1\r\n")],
  ])("is malformed as %s", (why, response) => {
    expect(read(response).text).toContain(`malformed: ${why}\n`);
    expect(read(response, 1).text).toContain(`malformed: ${why}\n`);
  });
});
