import { expect, test } from "vitest";
import { makeHistory } from "../../history/fixtures/history-builder.ts";
import { makeLoad } from "../../history/fixtures/load-builder.ts";
import type { LoadHistory } from "../../history/history.ts";
import { judgeLoadEchoed } from "./load.ts";

const check = {
  id: "echoed",
  level: "MUST" as const,
  kind: "loadEchoed" as const,
  load: "load",
  statement: "All comes back.",
  source: "RFC 862",
};

test.each<{ title: string; facts: Partial<LoadHistory>; status: string; observed: string }>([
  { title: "all was echoed", facts: {}, status: "pass", observed: "2 of 2 messages echoed" },
  {
    title: "one was not",
    facts: { connections: [{ intended: 2, echoed: 1 }] },
    status: "fail",
    observed: "1 of 2 messages echoed",
  },
  {
    title: "a byte differed",
    facts: { altered: true },
    status: "fail",
    observed: "2 of 2 messages echoed, bytes altered",
  },
  {
    title: "a connection was lost",
    facts: { connectionsLost: 1 },
    status: "fail",
    observed: "2 of 2 messages echoed, 1 of 1 connections lost",
  },
  {
    title: "nothing was to be sent",
    facts: { connections: [{ intended: 0, echoed: 0 }] },
    status: "inconclusive",
    observed: "0 of 0 messages echoed",
  },
  {
    title: "the load could not be made",
    facts: { failure: "connect: Connection refused" },
    status: "inconclusive",
    observed: 'no load "load": connect: Connection refused',
  },
])("where $title it gives $status", ({ facts, status, observed }) => {
  const history = makeHistory({ loads: [makeLoad([1, 2], facts)] });
  expect(judgeLoadEchoed(history, check)).toMatchObject({ status, observed });
});

test("a load that was never reached decides nothing", () => {
  expect(judgeLoadEchoed(makeHistory(), check)).toMatchObject({
    status: "inconclusive",
    observed: 'no load "load": it was not reached',
  });
});
