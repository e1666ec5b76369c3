import { expect, test } from "vitest";
import type { ConnectionStates, StateRun } from "../../evidence/states/connection-states.ts";
import { makeConnection, makeHistory } from "../../history/fixtures/history-builder.ts";
import { formatStates } from "./text.ts";

const run = (state: string, fromMs: number, untilMs = fromMs): StateRun => ({
  state,
  fromMs,
  untilMs,
});

function makeStates(facts: Partial<ConnectionStates>): ConnectionStates {
  return {
    clientPort: 40_000,
    client: { runs: [], info: null },
    server: { runs: [], info: null },
    closedFirst: null,
    halfOpen: null,
    closeWait: null,
    ...facts,
  };
}

const history = makeHistory({ connections: [makeConnection("main", { localPort: 40_000 })] });

test("each connection has its name, what its states say, and the states of both ends", () => {
  const states = makeStates({
    client: { runs: [run("ESTABLISHED", 40.2, 80.4), run("TIME-WAIT", 120.4)], info: null },
    closedFirst: "client",
  });
  expect(formatStates([states], history)).toEqual([
    "main: the client closed first",
    "  client  ESTABLISHED 40 to 80 ms → TIME-WAIT from 120 ms",
    "  server  not seen",
  ]);
});

test("a connection without a name has its port", () => {
  expect(formatStates([makeStates({ clientPort: 40_009 })], history)[0]).toBe("port 40009");
});

test("half-open connections and CLOSE-WAIT that stays are named", () => {
  const states = makeStates({
    halfOpen: { end: "server", fromMs: 80, untilMs: 900 },
    closeWait: { end: "server", run: run("CLOSE-WAIT", 100, 700) },
  });
  const [line] = formatStates([states], history);
  expect(line).toContain("the server stays in CLOSE-WAIT, for 600 ms at least");
  expect(line).toContain("half-open: the server is ESTABLISHED from 80 to 900 ms");
});

test("connections beyond sixteen are counted", () => {
  const many = Array.from({ length: 18 }, (_, index) => makeStates({ clientPort: 50_000 + index }));
  expect(formatStates(many, history).at(-1)).toBe("… and 2 more connections");
});
