import { expect, test } from "vitest";
import { startClock } from "../history/clock.ts";
import { protocolNamed } from "../protocol/protocols.ts";
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

const request = ["POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nab", "cd"];
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
