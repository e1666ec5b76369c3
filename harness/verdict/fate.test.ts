import { expect, test } from "vitest";
import { catalogue } from "../../scenarios/catalogue.ts";
import { makeHistory } from "../history/fixtures/history-builder.ts";
import type { ProcessOutcome } from "../history/history.ts";
import { fateOf } from "./fate.ts";
import type { CheckResult, Fate } from "./verdict.ts";

const running: ProcessOutcome = { state: "running", processes: 1 };
const output = { text: "", bytesDropped: 0 };

function failed(id: string): CheckResult {
  return {
    id,
    level: "MUST",
    status: "fail",
    statement: "It holds.",
    source: "Protocol contract",
    observed: "it does not",
    expected: "it holds",
    brokeAtMs: null,
  };
}

test.each<{ fate: Fate; when: string; atEnd: ProcessOutcome; failures: readonly string[] }>([
  { fate: "alive", when: "nothing failed", atEnd: running, failures: [] },
  { fate: "alive", when: "something else failed", atEnd: running, failures: ["echoed"] },
  {
    fate: "exited",
    when: "it ended by itself",
    atEnd: { state: "exited", status: 0, atMs: 9 },
    failures: ["alive", "running"],
  },
  {
    fate: "killed",
    when: "a signal ended it",
    atEnd: { state: "killed", signal: "SIGSEGV", atMs: 9 },
    failures: ["alive", "running"],
  },
  { fate: "deaf", when: "it serves nobody", atEnd: running, failures: ["alive", "idle"] },
  { fate: "spinning", when: "it is busy with nothing", atEnd: running, failures: ["idle"] },
  {
    fate: "spinning",
    when: "it waited in a loop, and leaks too",
    atEnd: running,
    failures: ["does-not-spin", "memory-flat"],
  },
  {
    fate: "deaf",
    when: "it serves nobody, and leaks too",
    atEnd: running,
    failures: ["released", "alive"],
  },
  ...["released", "close-released", "descriptors-flat", "memory-flat", "none-left"].map(
    (check) => ({
      fate: "leaking" as const,
      when: `${check} failed`,
      atEnd: running,
      failures: ["echoed", check],
    }),
  ),
  {
    fate: "alive",
    when: "checks failed whose names only contain those of leaks",
    atEnd: running,
    failures: ["released-late", "flat", "none-left-over", "idle-peer", "all-alive"],
  },
])("an implementation is $fate when $when", ({ fate, atEnd, failures }) => {
  const history = makeHistory({ process: { atEnd, stop: null, output } });
  expect(fateOf(history, failures.map(failed))).toBe(fate);
});

test("every check of the catalogue that holds descriptors or sockets to what they were tells of a leak", () => {
  const holding = catalogue
    .filter(({ id }) => id.startsWith("leak/"))
    .flatMap(({ checks }) => checks)
    .filter(({ kind }) => kind === "growth" || kind === "sockets");
  expect(holding).not.toEqual([]);
  for (const { id } of holding) {
    expect([id, fateOf(makeHistory(), [failed(id)])]).toEqual([id, "leaking"]);
  }
});

test("a check that passed does not tell of a fate", () => {
  const passed = { ...failed("alive"), status: "pass" } as const;
  expect(fateOf(makeHistory(), [passed])).toBe("alive");
});

test("an implementation that cannot be seen has no fate", () => {
  expect(fateOf(makeHistory({ process: null }), [])).toBeNull();
});
