import { expect, test } from "vitest";
import type { CaseContext } from "../scenario/amount.ts";
import type { Step } from "../scenario/step.ts";
import { exchangesOf } from "./exchanges.ts";
import { counting, shouting } from "./fixtures/small-protocols.ts";
import type { Protocol } from "./protocol.ts";

const context: CaseContext = {
  seed: 1,
  roundTripMs: 0,
  lossy: false,
  slowestKbit: null,
  maxFrameBytes: 1024 * 1024,
  keepAliveMs: 0,
  echoCapacityBytes: 1024 * 1024,
  loopCapacityBytes: 2 * 1024 * 1024,
};

function exchanged(protocol: Protocol, steps: Step[]) {
  return exchangesOf({ steps }, protocol, context).map(({ connection, sent, owed, ...others }) => ({
    connection,
    sent: `${Buffer.from(sent.head)}`,
    sentBytes: sent.bytes,
    owed: `${Buffer.from(owed.head)}`,
    owedBytes: owed.bytes,
    ...others,
  }));
}

const connect: Step = { do: "connect", connection: "main" };

test("each step that sends has what it sends and what is owed for it", () => {
  const raw = (text: string) => ({ raw: Buffer.from(text).toString("hex") });
  const found = exchanged(counting, [
    connect,
    { do: "send", on: "main", content: [raw("1:a2:b")] },
    { do: "send", on: "main", content: [raw("c-1:")] },
    { do: "awaitEnd", on: "main" },
    connect,
  ]);
  const opening = {
    connection: "main",
    ...{ sent: "HELLO\n", sentBytes: 6, owed: "WELCOME\n", owedBytes: 8 },
    ...{ isWhole: true, refused: false },
  };
  expect(found).toEqual([
    opening,
    { ...opening, sent: "1:a2:b", owed: "1:a", owedBytes: 3 },
    { ...opening, sent: "c-1:", sentBytes: 4, owed: "2:bc", owedBytes: 4, refused: true },
    opening,
  ]);
});

test("only the beginning of much is kept, and gigabytes are not made", () => {
  const found = exchanged(shouting, [
    connect,
    { do: "ping", on: "main", count: 100, bytes: [5, 6], every: { ms: 0 } },
    {
      do: "sendUntilBlocked",
      on: "main",
      messageBytes: 500_000,
      limit: 5_000_000_000,
      quiet: { ms: 1 },
    },
  ]);
  expect(found).toMatchObject([
    { sentBytes: 650, owedBytes: 650, isWhole: true },
    { isWhole: false },
  ]);
  expect(found[0]?.sent).toHaveLength(64);
  expect(found[0]?.owed).toBe(found[0]?.sent.toUpperCase());
  expect(found[1]?.sentBytes).toBe(500_001);
});
