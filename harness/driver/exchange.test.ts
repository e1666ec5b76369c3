import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { startClock } from "../history/clock.ts";
import { loadProtocol } from "../protocol/load-protocol.ts";
import type { Protocol } from "../protocol/protocol.ts";
import { protocolNamed } from "../protocol/protocols.ts";
import { renderContent } from "../protocol/render.ts";
import type { Content } from "../scenario/content.ts";
import { startExchange } from "./exchange.ts";
import { context } from "./fixtures/play-steps.ts";

/** What arrived before it was owed, while a message is being sent and when it has been. */
function unsolicited(name: string, sent: readonly string[], received: readonly string[]) {
  const clock = startClock(process.hrtime.bigint());
  const exchange = startExchange({
    protocol: protocolNamed(name),
    context,
    clock,
    headBytes: 100,
    mute: false,
  });
  clock.stop();
  exchange.beginPart([], 1);
  return sent.map((bytes, index) => {
    exchange.offer(Buffer.from(bytes));
    exchange.receive(Buffer.from(received[index] ?? ""));
    return exchange.toHistory().unsolicitedBytes;
  });
}

const request = ["POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab", "cd"];
const response = ["HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab", "cd"];

test("a reply may begin before the message has ended, where the protocol lets it", () => {
  expect(unsolicited("http", request, response)).toEqual([0, 0]);
});

test("and must not go beyond it", () => {
  const tooLong = ["HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nab", "cdef"];
  expect(unsolicited("http", request, tooLong)).toEqual([0, 2]);
});

test("elsewhere it must wait for the end", () => {
  expect(unsolicited("framed", ["\0\0\0\x04ab", "cd"], ["\0\0\0\x04", "abcd"])).toEqual([4, 4]);
});

describe("a farewell", () => {
  const error = "-ERR max number of clients reached\r\n";
  const received = (pieces: readonly string[]) => {
    const clock = startClock(process.hrtime.bigint());
    const protocol = protocolNamed("resp");
    const exchange = startExchange({ protocol, context, clock, headBytes: 100, mute: false });
    clock.stop();
    exchange.beginPart([], 1);
    exchange.offer(Buffer.from("PING\r\nUNKNOWN\r\nPING\r\n"));
    for (const piece of pieces) {
      exchange.receive(Buffer.from(piece));
    }
    const { head } = exchange.toHistory().received;
    return Buffer.from(head, "base64").toString("latin1");
  };

  test("is compared at its place", () => {
    expect(received(["+PONG\r\n-ERR un", "known\r\n+PONG\r\n"])).toBe("+PONG\r\n-\r\n+PONG\r\n");
  });

  test("is let pass elsewhere", () => {
    expect(received([error])).toBe("");
    expect(received(["+PONG\r\n-ERR unknown\r\n", error])).toBe("+PONG\r\n-\r\n");
    expect(unsolicited("resp", ["PING\r\n"], [error])).toEqual([0]);
  });

  test("makes a difference of what follows it", () => {
    expect(received([`${error}+PONG\r\n`, "+PONG\r\n"])).toBe(
      "malformed: bytes behind a farewell\n+PONG\r\n+PONG\r\n",
    );
  });
});

test("what a server may send or leave out is no byte beyond, and what is behind it is", () => {
  const both =
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n";
  const short = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab";
  expect(unsolicited("http", [both], [""])).toEqual([0]);
  expect(unsolicited("http", [both], [short])).toEqual([0]);
  expect(unsolicited("http", [both], [`${short}${short}`])).toEqual([20]);
});

test("a reply may end with the connection", () => {
  const clock = startClock(process.hrtime.bigint());
  const exchange = startExchange({
    protocol: protocolNamed("http"),
    context,
    clock,
    headBytes: 100,
    mute: false,
  });
  clock.stop();
  exchange.beginPart([], 1);
  exchange.offer(Buffer.from("POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nab"));
  exchange.receive(Buffer.from("HTTP/1.0 200 OK\r\n\r\nab"));
  expect(exchange.receivedBytes).toBeLessThan(exchange.owedBytes);
  exchange.receiveEnd();
  expect(exchange.receivedBytes).toBe(exchange.owedBytes);
  expect(exchange.toHistory().unsolicitedBytes).toBe(0);
});

describe("a message that is begun in one part and finished in another", () => {
  const parts: readonly (readonly Content[])[] = [
    [
      { messages: 1, bytes: 3 },
      { unfinished: 10, upTo: { payload: 5 } },
    ],
    [{ finishes: 10, from: { payload: 5 } }],
  ];
  const memcached = join(import.meta.dirname, "..", "..", "docs", "examples", "memcached.ts");

  /** The messages that the parts make, on a connection of their own. */
  function messagesOf(protocol: Protocol): readonly string[] {
    const clock = startClock(process.hrtime.bigint());
    onTestFinished(() => clock.stop());
    const exchange = startExchange({ protocol, context, clock, headBytes: 100, mute: false });
    const sent = parts.flatMap((content, index) => {
      const part = exchange.beginPart(content, index);
      return Array.from(renderContent(protocol, part, context), (piece) => Buffer.from(piece));
    });
    const messages: string[] = [];
    for (let rest = Buffer.concat(sent); rest.length > 0; ) {
      const bytes = protocol.measure(rest, context);
      expect(bytes).toBeTypeOf("number");
      messages.push(rest.subarray(0, Number(bytes)).toString("latin1"));
      rest = rest.subarray(Number(bytes));
    }
    return messages;
  }

  test.each(["framed", "websocket", "socketio", "http", "resp", "line"])(
    "is a whole message in %s",
    (name) => {
      expect(messagesOf(protocolNamed(name))).toHaveLength(2);
    },
  );

  test("has the same mark at its beginning and at its end", () => {
    const [, message] = messagesOf(loadProtocol(memcached));
    const [, set, get] =
      /^set (.*) 0 0 10 noreply\r\n.*\r\nget (.*)\r\n$/s.exec(message ?? "") ?? [];
    expect(set).toBeDefined();
    expect(get).toBe(set);
  });
});
