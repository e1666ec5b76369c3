import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { startModel } from "../model.ts";
import { parseProtocol } from "../parse-protocol.ts";
import { completeProtocol } from "../protocol.ts";
import { startReading } from "../reading.ts";
import { websocket } from "./websocket.ts";

const protocol = completeProtocol(websocket);
const [opening] = protocol.opening;
const limits = { maxFrameBytes: 1000 };

/** A client's frame with a masking key of zeros. */
function frame(first: number, payload: string | Uint8Array, length = "short"): Buffer {
  const bytes = Buffer.from(payload);
  const header = length === "short" ? [0x80 | bytes.length] : [0xfe, 0, bytes.length];
  return Buffer.concat([Buffer.from([first, ...header, 0, 0, 0, 0]), bytes]);
}

/** What a connection that is open owes for these frames, and whether it must end. */
function owedFor(...frames: readonly Uint8Array[]) {
  const model = startModel(protocol, limits);
  model.push(opening?.send ?? Buffer.of());
  const owed = frames.flatMap((bytes) => model.push(bytes));
  return { owed: Buffer.concat(owed).toString("latin1"), refused: model.refused };
}

/** What a client reads on an open connection: text that is compared, farewells and answers. */
function readAfterOpening(bytes: Uint8Array, pieceBytes = bytes.length) {
  const read = startReading(protocol);
  read?.(opening?.reply ?? Buffer.of());
  const places = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, n) => n);
  const parts = places.flatMap(
    (n) => read?.(bytes.subarray(n * pieceBytes, (n + 1) * pieceBytes)) ?? [],
  );
  const compared = Buffer.concat(parts.filter((part) => part instanceof Uint8Array));
  return {
    text: compared.toString("latin1"),
    others: parts.filter((part) => !(part instanceof Uint8Array)),
  };
}

function readHead(head: string) {
  const parts = startReading(protocol)?.(Buffer.from(head)) ?? [];
  return parts.map((part) => (part instanceof Uint8Array ? part.toString() : part));
}

const lengthOf = (bytes: number) => `\0\0\0\0\0\0${String.fromCharCode(bytes >> 8, bytes & 0xff)}`;

test("contradicts itself nowhere", () => {
  expect(parseProtocol(websocket, "websocket.ts").name).toBe("websocket");
});

describe("the opening handshake", () => {
  const head = opening?.reply.toString() ?? "";

  test("is compared whatever the order and letter case of its fields", () => {
    const accept = head.split("\r\n").find((line) => line.startsWith("Sec-")) ?? "";
    const other = [
      "HTTP/1.1 101 OK",
      "date: today",
      accept.replace("Sec-WebSocket-Accept: ", "sec-websocket-accept:"),
      "CONNECTION: keep-alive, upgrade",
      "upgrade: WebSocket",
      "\r\n",
    ].join("\r\n");
    expect(readHead(other)).toEqual(readHead(head));
  });

  test.each([
    ["another accept", head.replace("Accept: ", "Accept: x")],
    ["no upgrade", head.replace("Upgrade: websocket\r\n", "")],
    ["an extension", head.replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: x\r\n\r\n")],
    ["a protocol", head.replace("\r\n\r\n", "\r\nSec-WebSocket-Protocol: x\r\n\r\n")],
  ])("differs with %s", (_, other) => {
    expect(readHead(other)).not.toEqual(readHead(head));
  });

  test("that is refused is a farewell, whatever its body", () => {
    const refusal = "HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno";
    expect(readHead(refusal)).toEqual([
      { farewell: Buffer.from("HTTP/1.1 426 Upgrade Required\n") },
    ]);
  });

  test("is malformed where a server sends back what it got", () => {
    const [mark] = readHead("GET / HTTP/1.1\r\n\r\n");
    expect(mark).toBe("malformed: no response of HTTP/1.1 to the opening handshake\n");
  });
});

test("a message is masked with its mark, and the mask is its own inverse", () => {
  const payload = Buffer.from("abcdefg");
  protocol.mask?.(payload, 0x01020304);
  expect(payload.toString("hex")).toBe("60606060646464");
  protocol.mask?.(payload, 0x01020304);
  expect(payload.toString()).toBe("abcdefg");
});

test("a mask is the same wherever in memory a payload lies", () => {
  const bytes = fc.uint8Array({ maxLength: 100 });
  fc.assert(
    fc.property(bytes, fc.integer({ min: 0, max: 7 }), fc.nat(), (payload, offset, mark) => {
      const key = Buffer.alloc(4);
      key.writeUInt32BE(mark);
      const masked = payload.map((byte, index) => byte ^ (key[index % 4] ?? 0));
      const memory = new Uint8Array(offset + payload.length);
      memory.set(payload, offset);
      protocol.mask?.(memory.subarray(offset), mark);
      expect(memory.slice(offset)).toEqual(masked);
    }),
  );
});

describe("measure", () => {
  test.each<{ title: string; bytes: string; found: number | string }>([
    { title: "a short message", bytes: "8285000000006869", found: 11 },
    { title: "one of 126 bytes", bytes: "82fe007e00000000", found: 134 },
    {
      title: "one of 65,536 bytes, above the cap",
      bytes: "82ff0000000000010000",
      found: "refused",
    },
    { title: "one of 2^63 - 1 bytes", bytes: "82ff7fffffffffffffff", found: "refused" },
    { title: "a length with its first bit set", bytes: "82ff8000000000000001", found: "refused" },
    { title: "half a length", bytes: "82ff00", found: "more" },
    { title: "a reserved bit", bytes: "c285", found: "refused" },
    { title: "a reserved opcode", bytes: "8385", found: "refused" },
    { title: "no mask", bytes: "820568656c6c6f", found: "refused" },
    { title: "a long ping", bytes: "89fe", found: "refused" },
    { title: "a fragment of a ping", bytes: "0985", found: "refused" },
  ])("$title", ({ bytes, found }) => {
    expect(protocol.measure(Buffer.from(bytes, "hex"), limits)).toBe(found);
  });
});

describe("what is owed", () => {
  test("for a text is the text", () => {
    expect(owedFor(frame(0x81, "abc"))).toEqual({ owed: `\x01abc${lengthOf(3)}`, refused: false });
  });

  test("is found without a change to the message, which is yet to be sent", () => {
    const sent = Buffer.from("8182010203046063", "hex");
    owedFor(sent);
    expect(sent.toString("hex")).toBe("8182010203046063");
  });

  test("for fragments is the whole message, once it is complete", () => {
    const first = [frame(0x02, "ab"), frame(0x00, "")];
    expect(owedFor(...first).owed).toBe("");
    expect(owedFor(...first, frame(0x80, "c")).owed).toBe(`\x02abc${lengthOf(3)}`);
  });

  test("for a ping within fragments is its pong", () => {
    const { owed } = owedFor(frame(0x01, "a"), frame(0x89, "hi"), frame(0x80, "b"));
    expect(owed).toBe(`\x0ahi${lengthOf(2)}\x01ab${lengthOf(2)}`);
  });

  test("for a pong is nothing", () => {
    expect(owedFor(frame(0x8a, "hi"))).toEqual({ owed: "", refused: false });
  });

  test("for a close frame is its code, and nothing behind it", () => {
    const close = frame(0x88, Buffer.from("03e8627965", "hex"));
    expect(owedFor(close, frame(0x81, "x"))).toEqual({
      owed: `\x08\x03\xe8${lengthOf(2)}`,
      refused: true,
    });
  });

  test("for a character that two fragments share is the character", () => {
    const { owed } = owedFor(
      frame(0x01, Buffer.from("e282", "hex")),
      frame(0x80, Buffer.from("ac", "hex")),
    );
    expect(owed).toBe(`\x01\xe2\x82\xac${lengthOf(3)}`);
  });

  test.each<{ title: string; frames: readonly Uint8Array[] }>([
    { title: "a continuation of nothing", frames: [frame(0x80, "a")] },
    { title: "a message within another", frames: [frame(0x01, "a"), frame(0x81, "b")] },
    { title: "invalid UTF-8", frames: [frame(0x81, Buffer.of(0xc0, 0xaf))] },
    { title: "invalid UTF-8 in a fragment", frames: [frame(0x01, Buffer.of(0xff))] },
    { title: "half a character at the end", frames: [frame(0x81, Buffer.of(0xe2, 0x82))] },
    { title: "a close frame without a code", frames: [frame(0x88, "")] },
    { title: "a close frame with half a code", frames: [frame(0x88, "a")] },
    { title: "a close frame with a reserved code", frames: [frame(0x88, Buffer.of(3, 0xed))] },
    {
      title: "a close frame whose reason is no text",
      frames: [frame(0x88, Buffer.of(3, 0xe8, 0xff))],
    },
    {
      title: "fragments above the cap",
      frames: [0, 1, 2, 3, 4, 5, 6, 7, 8].map((n) => frame(n === 0 ? 2 : 0, "x".repeat(120), "")),
    },
  ])("for $title is nothing, and the connection must end", ({ frames }) => {
    expect(owedFor(...frames)).toEqual({ owed: "", refused: true });
  });
});

describe("what comes back", () => {
  const server = (hex: string) => Buffer.from(hex, "hex");

  test.each([
    ["whole", "8103616263"],
    ["in fragments", "010161" + "0000" + "80026263"],
  ])("is the same message %s", (_, hex) => {
    expect(readAfterOpening(server(hex))).toEqual({ text: `\x01abc${lengthOf(3)}`, others: [] });
  });

  test("is read alike however it is split", () => {
    const all = server(`0101618a017880026263827e0080${"00".repeat(128)}`);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: all.length }), (pieceBytes) => {
        expect(readAfterOpening(all, pieceBytes)).toEqual(readAfterOpening(all));
      }),
    );
    expect(readAfterOpening(all).text).toHaveLength(12 + 10 + 137);
  });

  test("as a ping is answered by a masked pong", () => {
    const { text, others } = readAfterOpening(server("89026869"));
    expect({ text, others }).toEqual({
      text: "",
      others: [{ answer: server("8a82000000006869") }],
    });
  });

  test("as a close frame is a farewell, and answered by its code", () => {
    const { text, others } = readAfterOpening(server("880503f1627965"));
    expect({ text, others }).toEqual({
      text: "",
      others: [{ farewell: server("0803f10000000000000002"), answer: server("88820000000003f1") }],
    });
  });

  test.each([
    ["a masked frame", "818100000000" + "61"],
    ["a length that is not in its shortest form", "817e000161"],
    ["a reserved bit that is set", "c10161"],
    ["the reserved opcode 3", "830161"],
    ["a control frame that is a fragment", "090161"],
    ["a continuation of nothing", "800161"],
    ["a message within another", "010161" + "810161"],
    ["a close frame whose code or reason is not allowed", "880203ed"],
    ["bytes behind a close frame", "8800" + "810161"],
  ])("is malformed as %s", (why, hex) => {
    expect(readAfterOpening(server(hex)).text).toContain(`malformed: ${why}\n`);
    expect(readAfterOpening(server(hex), 1).text).toContain(`malformed: ${why}\n`);
  });
});
