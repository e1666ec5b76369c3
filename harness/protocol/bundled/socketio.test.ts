import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { request } from "../../../scenarios/socketio/packet.ts";
import { startModel } from "../model.ts";
import { parseProtocol } from "../parse-protocol.ts";
import { completeProtocol } from "../protocol.ts";
import { startReading } from "../reading.ts";
import { socketio } from "./socketio.ts";
import { applyMask, clientFrame, opcodes, serverFrame } from "./websocket/frame.ts";

const protocol = completeProtocol(socketio);
const limits = { maxFrameBytes: 1000 };

const text = (packet: string) => clientFrame(opcodes.text, Buffer.from(packet));
const attachment = (...bytes: readonly number[]) =>
  clientFrame(opcodes.binary, Uint8Array.from(bytes));

/** What a connection that is open owes for these frames, and whether it must end. */
function owedFor(...frames: readonly Uint8Array[]) {
  const model = startModel(protocol, limits);
  for (const { send } of protocol.opening) {
    model.push(send);
  }
  const owed = frames.flatMap((bytes) => model.push(bytes));
  return { owed: Buffer.concat(owed).toString(), refused: model.refused };
}

const fromServer = (packet: string) => serverFrame(opcodes.text, Buffer.from(packet));
const bytesFromServer = (...bytes: readonly number[]) =>
  serverFrame(opcodes.binary, Uint8Array.from(bytes));

const head = protocol.opening[0]?.reply ?? Buffer.of();
const headBytes = Buffer.from(head).indexOf("\r\n\r\n") + 4;

/** What a client reads behind the handshake: text that is compared, farewells and answers. */
function read(frames: readonly Uint8Array[], pieceBytes = Number.POSITIVE_INFINITY) {
  const reader = startReading(protocol);
  reader?.(head.subarray(0, headBytes));
  const bytes = Buffer.concat(frames);
  const pieces = Math.ceil(bytes.length / Math.min(pieceBytes, bytes.length));
  const parts = Array.from({ length: pieces }, (_, n) =>
    pieces === 1 ? bytes : bytes.subarray(n * pieceBytes, (n + 1) * pieceBytes),
  ).flatMap((piece) => reader?.(piece) ?? []);
  const compared = Buffer.concat(parts.filter((part) => part instanceof Uint8Array));
  return {
    text: compared.toString(),
    others: parts.filter((part) => !(part instanceof Uint8Array)),
  };
}

/** The same behind the open packet too. */
function readOpen(...frames: readonly Uint8Array[]) {
  const open = head.subarray(headBytes);
  const before = read([open]).text;
  const { text: all, others } = read([open, ...frames]);
  return { text: all.slice(before.length), others };
}

test("contradicts itself nowhere", () => {
  expect(parseProtocol(socketio, "socketio.ts").name).toBe("socketio");
});

test("the catalogue's scenarios open a session with the same request", () => {
  const { raw } = request("EIO=4&transport=websocket") as { readonly raw: string };
  expect(Buffer.from(raw, "hex")).toEqual(protocol.opening[0]?.send);
});

test("a message is one event with one string, masked as a whole", () => {
  const mark = 0x01020304;
  const payload = Buffer.from("abc");
  protocol.mask?.(payload, mark);
  const frame = Buffer.concat([
    protocol.header(payload.length, mark),
    payload,
    protocol.trailer(payload.length, mark),
  ]);
  const unmasked = Buffer.from(frame.subarray(6));
  applyMask(unmasked, Buffer.from("01020304", "hex"));
  expect(unmasked.toString()).toBe('42["msg","abc"]');
  expect(owedFor(frame).owed).toBe('event / ["msg","abc"]\n');
});

test("whatever a payload is made of needs no escape", () => {
  const payload = Buffer.from(protocol.alphabet ?? []).toString();
  expect(payload).toHaveLength(93);
  expect(JSON.stringify(payload)).toBe(`"${payload}"`);
});

describe("measure", () => {
  const masked = (first: number) => Buffer.from([0x81, 0x81, 1, 2, 3, 4, first ^ 1]);

  test.each<{ title: string; bytes: Uint8Array; found: number | string }>([
    { title: "a packet", bytes: text("3"), found: 7 },
    { title: "a packet whose mask is not zero", bytes: masked(0x34), found: 7 },
    { title: "a frame whose text has not arrived", bytes: text("4abc").subarray(0, 6), found: 10 },
    { title: "an attachment", bytes: attachment(0), found: 7 },
    { title: "a text that is no packet", bytes: text("7"), found: "refused" },
    { title: "the same, masked", bytes: masked(0x37), found: "refused" },
    { title: "no text at all", bytes: text(""), found: "refused" },
    { title: "the longest packet", bytes: text(`4${"x".repeat(1011)}`), found: 1020 },
    { title: "one above the cap", bytes: text(`4${"x".repeat(1012)}`), found: "refused" },
  ])("$title", ({ bytes, found }) => {
    expect(protocol.measure(bytes, limits)).toBe(found);
  });
});

describe("what is owed", () => {
  test.each<{ title: string; frames: readonly Uint8Array[]; owed: string }>([
    {
      title: "for an event is the event",
      frames: [text('42[ "msg", 1.0, {"b":[true],"a":"\\u00e9"} ]')],
      owed: 'event / ["msg",1,{"a":"é","b":[true]}]\n',
    },
    {
      title: "for an event in fragments is the event",
      frames: [
        Buffer.concat([Buffer.from([0x01, 0x83, 0, 0, 0, 0]), Buffer.from("42[")]),
        Buffer.concat([Buffer.from([0x80, 0x86, 0, 0, 0, 0]), Buffer.from('"msg"]')]),
      ],
      owed: 'event / ["msg"]\n',
    },
    { title: "for another event is nothing", frames: [text('42["other",1]')], owed: "" },
    {
      title: "for a question is its acknowledgement",
      frames: [text('420["ack"]'), text('4212["ack",[]]')],
      owed: "ack / 0[]\nack / 12[[]]\n",
    },
    { title: "for a question without an id is nothing", frames: [text('42["ack"]')], owed: "" },
    {
      title: "for a second namespace is its session, and events are sent back in it",
      frames: [text('40/custom,{"token":"1"}'), text('42/custom,["msg"]'), text('42["msg"]')],
      owed: 'connect /custom\nevent /custom ["msg"]\nevent / ["msg"]\n',
    },
    {
      title: "for a namespace that does not exist is a refusal",
      frames: [text("40/random")],
      owed: "connect error /random\n",
    },
    {
      title: "for a namespace that is left is nothing",
      frames: [text("40/custom,"), text("41/custom,"), text('42["msg"]')],
      owed: 'connect /custom\nevent / ["msg"]\n',
    },
    {
      title: "for attachments is what they belong to, in its places",
      frames: [
        text('452-["msg",{"_placeholder":true,"num":1},{"num":0,"_placeholder":true}]'),
        attachment(1),
        text("3"),
        attachment(2),
      ],
      owed: 'event / ["msg",<Ag==>,<AQ==>]\n',
    },
    {
      title: "for attachments of a question is an acknowledgement with them",
      frames: [text('451-7["ack",{"_placeholder":true,"num":0}]'), attachment(1, 2)],
      owed: "ack / 7[<AQI=>]\n",
    },
    { title: "for a pong is nothing", frames: [text("3")], owed: "" },
    { title: "for an acknowledgement is nothing", frames: [text("431[]")], owed: "" },
  ])("$title", ({ frames, owed }) => {
    expect(owedFor(...frames)).toEqual({ owed, refused: false });
  });

  test.each<{ title: string; frames: readonly Uint8Array[] }>([
    { title: "text that is no packet", frames: [text("abc")] },
    { title: "a close packet", frames: [text("1")] },
    { title: "an unknown type", frames: [text("47")] },
    { title: "no type", frames: [text("4")] },
    { title: "an object for an event", frames: [text("42{}")] },
    { title: "an event without a name", frames: [text("42[]")] },
    { title: "an event without a payload", frames: [text("42")] },
    { title: "an event that is no JSON", frames: [text('42["msg"')] },
    { title: "an id that is no number", frames: [text('42abc["ack"]')] },
    { title: "an acknowledgement that is no array", frames: [text("431{}")] },
    { title: "attachments without a number", frames: [text('45-["msg"]')] },
    { title: "attachments of an event that has none", frames: [text('421-["msg"]')] },
    { title: "an attachment of nothing", frames: [attachment(1)] },
    {
      title: "a placeholder of no attachment",
      frames: [text('451-["msg",{"_placeholder":true,"num":1}]')],
    },
    {
      title: "an event before the attachments of another",
      frames: [text('451-["msg",{"_placeholder":true,"num":0}]'), text('42["msg"]')],
    },
    { title: "an event for a namespace of others", frames: [text('42/custom,["msg"]')] },
    { title: "what only a server may refuse", frames: [text('44{"message":"no"}')] },
    { title: "invalid UTF-8", frames: [clientFrame(opcodes.text, Buffer.from("34c0af", "hex"))] },
  ])("for $title is nothing, and the connection must end", ({ frames }) => {
    expect(owedFor(...frames)).toEqual({ owed: "", refused: true });
  });

  test("for an event before CONNECT is nothing, and the connection must end", () => {
    const model = startModel(protocol, limits);
    const opened = model.push(protocol.opening[0]?.send ?? Buffer.of());
    expect(Buffer.concat(opened).toString()).toMatch(/\nopen\n$/);
    expect(model.push(text('42["msg"]'))).toEqual([]);
    expect(model.refused).toBe(true);
  });
});

describe("what comes back", () => {
  const open = (fields: object) => fromServer(`0${JSON.stringify(fields)}`);
  const fields = {
    sid: "x",
    upgrades: ["websocket"],
    pingInterval: 1,
    pingTimeout: 2,
    maxPayload: 3,
  };

  test("as an open packet is compared by its fields, whatever their values", () => {
    const { maxPayload: _, ...without } = fields;
    for (const found of [{ ...fields, more: 1 }, without]) {
      expect(read([open(found)])).toEqual(read([head.subarray(headBytes)]));
    }
  });

  test.each([
    ["sid", { ...fields, sid: "" }],
    ["upgrades", { ...fields, upgrades: "websocket" }],
    ["pingInterval, pingTimeout", { ...fields, pingInterval: "1", pingTimeout: 0 }],
    ["maxPayload", { ...fields, maxPayload: null }],
  ])("differs without a valid %s", (names, wrong) => {
    expect(read([open(wrong)]).text).toMatch(new RegExp(`open without a valid ${names}\n$`));
  });

  test("as a session is compared by its namespace", () => {
    expect(readOpen(fromServer('40{"sid":"y","more":1}')).text).toBe("connect /\n");
    expect(readOpen(fromServer('40/custom,{"sid":"y"}')).text).toBe("connect /custom\n");
  });

  test("as JSON is the same in every spelling", () => {
    const spellings = [
      '42["msg","\\u00e9\\/",{"b":1,"a":2}]',
      '42[ "msg","é/",{ "a":2.0,"b":1 } ]',
    ];
    const [one, other] = spellings.map((spelling) => readOpen(fromServer(spelling)));
    expect(one).toEqual(other);
    expect(one?.text).toBe('event / ["msg","é/",{"a":2,"b":1}]\n');
  });

  test("as attachments is the same however they are numbered", () => {
    const first = [
      fromServer('452-["msg",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]'),
      ...[bytesFromServer(1), bytesFromServer(2)],
    ];
    const second = [
      fromServer('452-["msg",{"num":1,"_placeholder":true},{"num":0,"_placeholder":true}]'),
      ...[bytesFromServer(2), bytesFromServer(1)],
    ];
    expect(readOpen(...first)).toEqual(readOpen(...second));
    expect(readOpen(...first).text).toBe('event / ["msg",<AQ==>,<Ag==>]\n');
  });

  test("is read alike however it is split", () => {
    const frames = [
      head.subarray(headBytes),
      fromServer('40{"sid":"y"}'),
      fromServer("2"),
      fromServer('42["msg","é"]'),
      fromServer('451-["msg",{"_placeholder":true,"num":0}]'),
      bytesFromServer(1, 2, 3),
    ];
    const length = Buffer.concat(frames).length;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: length }), (pieceBytes) => {
        expect(read(frames, pieceBytes)).toEqual(read(frames));
      }),
    );
    expect(read(frames).text).toMatch(/open\nconnect \/\nevent .*\nevent .*<AQID>\]\n$/);
  });

  test("as a ping is answered by a pong", () => {
    expect(readOpen(fromServer("2"))).toEqual({ text: "", others: [{ answer: text("3") }] });
  });

  test.each([
    ["1", "close\n"],
    ["41", "disconnect /\n"],
  ])("as %s is a farewell", (packet, farewell) => {
    const { text: compared, others } = readOpen(fromServer(packet));
    expect({ compared, others }).toEqual({
      compared: "",
      others: [{ farewell: Buffer.from(farewell) }],
    });
  });

  test.each([
    ["a message that is no Socket.IO packet", fromServer("42{}")],
    ["a CONNECT packet without a sid", fromServer("40/custom,")],
    ["a CONNECT_ERROR packet without a message", fromServer("44{}")],
    ["a placeholder of no attachment", fromServer('451-["x",{"_placeholder":true,"num":1}]')],
    ["an attachment of nothing", bytesFromServer(1)],
    ["an Engine.IO packet that a server does not send", fromServer("3")],
  ])("is malformed as %s, and nothing behind it is read", (why, frame) => {
    const behind = fromServer('42["msg"]');
    const { text: compared, others } = readOpen(frame, behind);
    expect(compared).toMatch(new RegExp(`^malformed: ${why}\n`));
    expect(compared).not.toContain("event /");
    expect(others).toEqual([]);
  });

  test("is malformed where a message comes before all attachments of another", () => {
    const event = fromServer('451-["msg",{"_placeholder":true,"num":0}]');
    expect(readOpen(event, fromServer('42["msg"]')).text).toMatch(
      /^malformed: a message before all attachments of another\n/,
    );
  });

  test("is malformed as a message without an end, which is not kept", () => {
    const reader = startReading(protocol);
    reader?.(Buffer.concat([head, Buffer.from("827f0000010000000000", "hex")]));
    const piece = Buffer.alloc(16 * 1024 * 1024);
    const parts = Array.from({ length: 9 }, () => reader?.(piece) ?? []).flat();
    expect(`${parts[0]}`).toBe("malformed: a message that is longer than any that is owed\n");
    expect(parts.filter((part) => part instanceof Uint8Array && part.length > 0)).toHaveLength(2);
  });

  test("is malformed before the open packet, and where a text is not UTF-8", () => {
    expect(read([fromServer('40{"sid":"y"}')]).text).toMatch(
      /^malformed: a packet before the open packet\n/,
    );
    const invalid = serverFrame(opcodes.text, Buffer.from("34c0af", "hex"));
    expect(readOpen(invalid).text).toMatch(/^malformed: a text that cannot be read: /);
  });
});
