import { expect, test } from "vitest";
import { makeSocket } from "../history/fixtures/datagram-builder.ts";
import { makeHistory } from "../history/fixtures/history-builder.ts";
import type { CheckResult } from "../verdict/verdict.ts";
import { unansweredExtent } from "./unanswered.ts";

const alive = (status: CheckResult["status"]): CheckResult => ({
  id: "alive",
  level: "MUST",
  status,
  statement: "It is answered.",
  source: "Protocol contract",
  observed: "",
  expected: "",
  brokeAtMs: null,
});

test.each([
  { title: "answered", main: ["aa"], probe: ["bb"], status: "pass", extent: "answered" },
  { title: "silent at its end", main: ["aa"], probe: [], status: "fail", extent: "at its end" },
  { title: "silent from the start", main: [], probe: [], status: "fail", extent: "whole case" },
  { title: "wrong, not silent", main: [], probe: ["cc"], status: "fail", extent: "answered" },
] as const)("a server of datagrams that was $title", ({ main, probe, status, extent }) => {
  const history = makeHistory({
    protocol: "datagram",
    datagramSockets: [
      makeSocket("main", { sent: ["aa"], replies: main }),
      makeSocket("probe", { sent: ["bb"], replies: probe }),
    ],
  });
  expect(unansweredExtent({ checks: [alive(status)] }, history)).toBe(extent);
});
