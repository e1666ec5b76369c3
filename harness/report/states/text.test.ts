import { expect, test } from "vitest";
import type { Evidence, SocketSample } from "../../evidence/evidence.ts";
import type { ConnectionStates, StateRun } from "../../evidence/states/connection-states.ts";
import { makeConnection, makeHistory } from "../../history/fixtures/history-builder.ts";
import { statesPart } from "../html/exhibits/states.ts";
import { render } from "../html/markup.ts";
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

const sample: SocketSample = {
  atMs: 40,
  host: "client",
  clientPort: 40_000,
  state: "ESTABLISHED",
  receiveQueueBytes: 0,
  sendQueueBytes: 0,
  congestionWindowSegments: 10,
  peerWindowBytes: 65_536,
  roundTripMs: 2.5,
  retransmissionTimeoutMs: 200,
  retransmittedSegments: 3,
};

function makeEvidence(sockets: readonly SocketSample[]): Evidence {
  return {
    schemaVersion: 1,
    serverPort: 9001,
    capture: null,
    whyNoCapture: null,
    sockets: [...sockets],
    whyNoSockets: null,
    processes: [],
    whyNoProcesses: null,
    systemCalls: null,
    whyNoSystemCalls: null,
    cut: [],
  };
}

test("the HTML report has a row for each end, and TCP_INFO where it was sampled", () => {
  const info = { minimumRoundTripMs: 1.5, lostSegments: 2, bytesAcked: 2048 };
  const page = render(statesPart(history, makeEvidence([{ ...sample, ...info }])));
  expect(page).toContain("<td>client</td><td>ESTABLISHED 40 ms</td>");
  expect(page).toContain("<td>server</td><td>not seen</td>");
  expect(page).toMatch(/main, client<\/th>(<td>[^<]*<\/td>){10}/);
  expect(page).toContain("<td>1.5 ms</td><td>3</td><td>2</td>");
});

test("evidence from before TCP_INFO was kept has states alone, and none has nothing", () => {
  const page = render(statesPart(history, makeEvidence([sample])));
  expect(page).toContain("ESTABLISHED 40 ms");
  expect(page).not.toContain("TCP_INFO");
  expect(render(statesPart(history, makeEvidence([])))).toBe("");
  expect(render(statesPart(history, null))).toBe("");
});
