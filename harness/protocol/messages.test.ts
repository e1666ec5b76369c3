import { describe, expect, test } from "vitest";
import { makeConnection, makeHistory } from "../history/fixtures/history-builder.ts";
import type { Content } from "../scenario/content.ts";
import { messagesOn, nameBytes } from "./messages.ts";
import { protocolNamed } from "./protocols.ts";

const headerBytes = 4;

function exchangedBy(content: readonly Content[], bytes: number, protocol = "framed") {
  const sent = [{ atMs: 0, content: [...content], seed: 1, bytes, withheldBytes: 0 }];
  return messagesOn(makeHistory({ protocol }), makeConnection("main", { sent }));
}

/** Three messages of 14, 4 and 104 bytes, the last of which is unfinished. */
const content: readonly Content[] = [
  { messages: 1, bytes: 10 },
  { messages: 1, bytes: 0 },
  { unfinished: 100, upTo: { payload: 30 } },
];
const sentBytes = 14 + headerBytes + headerBytes + 30;

describe("bytes to the server", () => {
  const messages = exchangedBy(content, sentBytes)?.toServer;
  const name = (from: number, until: number) =>
    messages === undefined ? null : nameBytes(messages, "message", { from, until });

  test.each([
    { from: 0, until: 14, expected: "message 1 of 3" },
    { from: 0, until: 4, expected: "message 1 of 3, header" },
    { from: 0, until: 2, expected: "message 1 of 3, part of its header" },
    { from: 2, until: 4, expected: "message 1 of 3, part of its header" },
    { from: 4, until: 14, expected: "message 1 of 3, payload" },
    { from: 5, until: 14, expected: "message 1 of 3, part of its payload" },
    { from: 2, until: 9, expected: "message 1 of 3, part" },
    { from: 14, until: 18, expected: "message 2 of 3" },
    { from: 0, until: 18, expected: "messages 1–2 of 3" },
    { from: 10, until: 52, expected: "messages 1–3 of 3" },
    { from: 22, until: 52, expected: "message 3 of 3, part of its payload" },
  ])("$from to $until are $expected", ({ from, until, expected }) => {
    expect(name(from, until)).toBe(expected);
  });
});

test("bytes to the client are the replies that are owed: none for what was not finished", () => {
  const replies = exchangedBy(content, sentBytes)?.toClient;
  expect(replies?.spans.map(({ from, until }) => [from, until])).toEqual([
    [0, 14],
    [14, 18],
  ]);
  expect(replies && nameBytes(replies, "reply", { from: 14, until: 18 })).toBe("reply 2 of 2");
  expect(replies && nameBytes(replies, "reply", { from: 18, until: 20 })).toBe("");
});

test("the same whichever pieces the messages come in", () => {
  const pieces = Array.from({ length: sentBytes }, (_, index) => index + 1);
  const whole = exchangedBy(content, sentBytes)?.toServer.spans ?? [];
  for (const bytes of pieces) {
    const spans = exchangedBy(content, bytes)?.toServer.spans ?? [];
    const finished = whole.filter(({ until }) => until <= bytes);
    expect(spans.slice(0, finished.length)).toEqual(finished);
    expect(spans.length).toBeLessThanOrEqual(finished.length + 1);
  }
});

test("behind what must be refused, nothing is a message", () => {
  const refused = exchangedBy([{ messages: 1, bytes: 3 }, { announces: 0xffff_ffff }], 11);
  expect(refused?.toServer).toMatchObject({ isWhole: false });
  expect(refused && nameBytes(refused.toServer, "message", { from: 0, until: 7 })).toBe(
    "message 1",
  );
});

test("what a protocol begins with is its SET-UP, and is no message", () => {
  const openingBytes = protocolNamed("websocket").opening[0]?.send.length ?? 0;
  const sent: readonly Content[] = [{ opening: true }, { messages: 2, bytes: 10 }];
  const exchanged = exchangedBy(sent, openingBytes + 32, "websocket");
  const name = (from: number, until: number) =>
    exchanged && nameBytes(exchanged.toServer, "message", { from, until });
  expect(name(0, openingBytes)).toBe("SET-UP");
  expect(name(openingBytes, openingBytes + 6)).toBe("message 1 of 2, header");
  expect(name(0, openingBytes + 32)).toBe("SET-UP and messages 1–2 of 2");
  // Its servers choose how they write.
  expect(exchanged?.toClient.spans).toEqual([]);
});

test("a stream has no messages", () => {
  expect(exchangedBy([{ messages: 1, bytes: 3 }], 3, "stream")).toBeNull();
});
