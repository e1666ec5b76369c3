import { expect, test } from "vitest";
import { makeHistory } from "../../history/fixtures/history-builder.ts";
import type { CounterDeltas } from "../../history/history.ts";
import { stimulusResult } from "../stimulus-results.ts";
import { judgeResetsAtUpstream } from "./upstream.ts";

const check = {
  id: "reset-passed-on",
  level: "SHOULD",
  kind: "resetsAtUpstream",
  atLeast: 2,
  statement: "The upstream's connections are reset too.",
  source: "RFC 9293 §3.5.3",
} as const;

const historyWith = (upstream?: CounterDeltas | null) =>
  makeHistory({
    counters: { client: {}, server: {}, ...(upstream === undefined ? {} : { upstream }) },
  });

test.each([
  ["as many as were wanted", { "Tcp.EstabResets": 2 }, "pass"],
  ["one too few", { "Tcp.EstabResets": 1 }, "fail"],
  ["none", {}, "fail"],
  ["counters that are hidden", null, "unsupported"],
  ["no host behind the server", undefined, "unsupported"],
] as const)("resets at the upstream are judged by its kernel: %s", (_, upstream, status) => {
  expect(judgeResetsAtUpstream(historyWith(upstream), check).status).toBe(status);
});

test.each([
  [{ "Tcp.OutRsts": 3 }, "held"],
  [{ "Tcp.OutRsts": 2 }, "missed"],
  [null, "hidden"],
] as const)("resets by the upstream are proved by its kernel: %j", (upstream, status) => {
  const because = "the upstream reset its connections";
  const condition = { kind: "resetsByUpstream", atLeast: 3, because } as const;
  expect(stimulusResult(historyWith(upstream), condition).status).toBe(status);
});

test("a full buffer at the upstream is proved by its kernel", () => {
  const because = "the upstream did not read";
  const condition = { kind: "zeroWindow", host: "upstream", because } as const;
  const full = historyWith({ "TcpExt.TCPToZeroWindowAdv": 1 });
  expect(stimulusResult(full, condition).status).toBe("held");
  expect(stimulusResult(historyWith({}), condition).status).toBe("missed");
});
