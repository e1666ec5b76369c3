import { expect, test } from "vitest";
import { makeSocket } from "../../history/fixtures/datagram-builder.ts";
import { makeHistory } from "../../history/fixtures/history-builder.ts";
import { datagramNumbers } from "../../protocol/datagrams/numbers.ts";
import type { DatagramCrossing } from "./crossing.ts";
import { nameDatagrams } from "./name.ts";

function crossing(
  direction: DatagramCrossing["direction"],
  hex: string,
  facts: Partial<DatagramCrossing> = {},
): DatagramCrossing {
  const head = Buffer.from(hex, "hex");
  return {
    direction,
    sentAtMs: 1,
    arrivedAtMs: 2,
    fate: "arrived",
    source: "198.18.0.2:40000",
    destination: "198.18.1.2:9000",
    payloadBytes: head.length,
    head,
    fragments: 1,
    fragmentsLost: 0,
    icmp: null,
    marks: [],
    ...facts,
  };
}

function namesOf(sent: readonly string[], crossings: readonly DatagramCrossing[]) {
  const main = makeSocket("main", { sent });
  const history = makeHistory({ protocol: "datagram", datagramSockets: [main] });
  return nameDatagrams(crossings, datagramNumbers(history, main)).map(
    ({ number, requests, marks }) => [number, requests, ...marks],
  );
}

test("requests and replies have the number of the request", () => {
  expect(
    namesOf(
      ["aa", "bb"],
      [crossing("toServer", "bb"), crossing("toClient", "bb"), crossing("toServer", "aa")],
    ),
  ).toEqual([
    [2, 2],
    [2, 2],
    [1, 2],
  ]);
});

test("a request that crosses once more was sent again, unless the wire doubled it", () => {
  const copy = crossing("toServer", "aa", { marks: ["duplicated"] });
  expect(namesOf(["aa"], [crossing("toServer", "aa"), copy, crossing("toServer", "aa")])).toEqual([
    [1, 1],
    [1, 1, "duplicated"],
    [1, 1, "retransmission"],
  ]);
});

test("requests that are alike have one number each", () => {
  const one = crossing("toServer", "aa");
  expect(namesOf(["aa", "aa"], [one, one, one])).toEqual([
    [1, 2],
    [2, 2],
    [2, 2, "retransmission"],
  ]);
});

test("what equals no request, and an error, have no number", () => {
  expect(
    namesOf(
      ["aabb"],
      [crossing("toClient", "aa"), crossing("toServer", "aabb", { icmp: "port unreachable" })],
    ),
  ).toEqual([
    [null, 1],
    [null, 1],
  ]);
});
