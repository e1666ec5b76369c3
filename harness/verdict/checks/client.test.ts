import { describe, expect, test } from "vitest";
import {
  type ConnectionFacts,
  makeConnection,
  makeHistory,
  makeWait,
} from "../../history/fixtures/history-builder.ts";
import type { ClientRunHistory, History } from "../../history/history.ts";
import { startDigest } from "../../protocol/digest.ts";
import type { CheckOf } from "../../scenario/check.ts";
import { clientEpilogueChecks } from "../../scenario/epilogue.ts";
import { judgeClient } from "./client.ts";
import { judgeEnds, judgeNothingBeyond } from "./connection.ts";

const requirement = { id: "it", level: "MUST", statement: "It holds.", source: "a test" } as const;

/** The message `hi` on the wire. */
const frame = "000000026869";

interface RunFacts extends Partial<Omit<ClientRunHistory, "stdout" | "stderr">> {
  readonly stdout?: string;
  readonly stderr?: string;
}

/** A run that exited with status 0 after 100 ms and printed `hi`, but for the facts given. */
function run({ stdout = "hi\n", stderr = "", ...facts }: RunFacts = {}): ClientRunHistory {
  const printed = startDigest();
  printed.push(Buffer.from(stdout));
  return {
    client: "main",
    startedAtMs: 10,
    outcome: { state: "exited", status: 0, atMs: 110 },
    stdout: printed.finish(false),
    stderr: { text: stderr, bytesDropped: 0 },
    ...facts,
  };
}

function history(facts: Partial<History>): History {
  const made = makeHistory(facts);
  const context = { ...made.context, message: { text: "hi" }, deadlineMs: 1000 };
  const connections = made.connections.filter(({ group }) => group !== "probe");
  return { ...made, context, connections };
}

const accepted = (facts: ConnectionFacts = {}) =>
  makeConnection("main", { accepted: true, received: frame, ...facts });

describe("a message that was sent", () => {
  const check: CheckOf<"messageSent"> = { ...requirement, kind: "messageSent", on: "main" };
  const unsent = makeWait("awaitMessage", { receivedBytes: 3, owedBytes: 6 });

  test.each([
    { title: "whole", connections: [accepted()], expected: { status: "pass" } },
    {
      title: "with other bytes",
      connections: [accepted({ received: "000000026868" })],
      expected: { status: "fail", observed: "differs from byte 5 on" },
    },
    {
      title: "in part, while the connection stays open",
      connections: [accepted({ received: "000000", waits: [unsent] })],
      expected: { status: "fail", observed: "3 of 6 bytes, connection still open", late: true },
    },
    {
      title: "in part, before it ended",
      connections: [
        accepted({
          received: "000000",
          waits: [unsent],
          peerEnd: { how: "fin", atMs: 20, errno: null },
        }),
      ],
      expected: { status: "fail", late: false },
    },
    {
      title: "nowhere",
      connections: [],
      expected: { status: "fail", observed: expect.stringContaining("no connection"), late: true },
    },
  ])("$title", ({ connections, expected }) => {
    expect(judgeClient(history({ connections }), check)).toMatchObject(expected);
  });
});

describe("an exit status", () => {
  const check = (facts: Partial<CheckOf<"exitStatus">>): CheckOf<"exitStatus"> => ({
    ...requirement,
    kind: "exitStatus",
    client: "main",
    status: "success",
    ...facts,
  });
  const exited = (status: number, atMs = 110) =>
    run({ outcome: { state: "exited", status, atMs } });
  const killed = run({ outcome: { state: "killed", signal: "SIGPIPE", atMs: 50 } });
  const running = run({ outcome: { state: "running", processes: 1 } });

  test.each([
    { title: "0 is success", clients: [exited(0)], facts: {}, expected: { status: "pass" } },
    {
      title: "another one is none, unless the machine was starved",
      clients: [exited(3)],
      facts: {},
      expected: { status: "fail", late: true, brokeAtMs: 110 },
    },
    {
      title: "0 is no failure",
      clients: [exited(0)],
      facts: { status: "failure" },
      expected: { status: "fail", late: false },
    },
    {
      title: "another one is a failure",
      clients: [exited(1)],
      facts: { status: "failure" },
      expected: { status: "pass" },
    },
    {
      title: "a signal is neither",
      clients: [killed],
      facts: { status: "either" },
      expected: { status: "fail", late: false, observed: expect.stringContaining("SIGPIPE") },
    },
    {
      title: "a client that had to be ended has none",
      clients: [running],
      facts: { status: "failure" },
      expected: { status: "fail", late: true },
    },
    {
      title: "in time, counted in the client's deadlines",
      clients: [exited(1, 1200)],
      facts: { status: "either", within: { deadlines: 1, ms: 200 } },
      expected: { status: "pass" },
    },
    {
      title: "too late",
      clients: [exited(1, 1211)],
      facts: { status: "either", within: { deadlines: 1, ms: 200 } },
      expected: { status: "fail", late: true, withinMs: 1200 },
    },
    {
      title: "of any run that breaks it",
      clients: [exited(0), exited(1), exited(0)],
      facts: {},
      expected: { status: "fail" },
    },
    {
      title: "of another run does not matter",
      clients: [exited(0), { ...exited(1), client: "other" }],
      facts: {},
      expected: { status: "pass" },
    },
    { title: "of none", clients: [], facts: {}, expected: { status: "inconclusive" } },
  ] as const)("$title", ({ clients, facts, expected }) => {
    expect(judgeClient(history({ clients: [...clients] }), check(facts))).toMatchObject(expected);
  });

  test("is hidden where processes are", () => {
    const hidden = history({ clients: [exited(1)], process: null });
    expect(judgeClient(hidden, check({})).status).toBe("unsupported");
  });
});

describe("standard output", () => {
  test.each([
    { stdout: "hi\n", what: "echo", status: "pass" },
    { stdout: "hi", what: "echo", status: "fail" },
    { stdout: "ho\n", what: "echo", status: "fail" },
    { stdout: "hi\n\n", what: "echo", status: "fail" },
    { stdout: "", what: "echo", status: "fail" },
    { stdout: "", what: "nothing", status: "pass" },
    { stdout: "\n", what: "nothing", status: "fail" },
    { stdout: "hi\n", what: "nothing", status: "fail" },
    { stdout: "hi\n", what: "either", status: "pass" },
    { stdout: "", what: "either", status: "pass" },
    { stdout: "h", what: "either", status: "fail" },
  ] as const)("$stdout, where $what is wanted: $status", ({ stdout, what, status }) => {
    const check: CheckOf<"printed"> = { ...requirement, kind: "printed", client: "main", what };
    expect(judgeClient(history({ clients: [run({ stdout })] }), check).status).toBe(status);
  });
});

test.each([
  { stderr: "connection refused\nat line 3\n", status: "pass" },
  { stderr: "", status: "fail" },
  { stderr: " \n", status: "fail" },
])("standard error explains a failure: $stderr", ({ stderr, status }) => {
  const check: CheckOf<"explained"> = { ...requirement, kind: "explained", client: "main" };
  expect(judgeClient(history({ clients: [run({ stderr })] }), check).status).toBe(status);
});

describe("nothing beyond the message", () => {
  test.each([
    { title: "holds", facts: { connections: [accepted()] }, status: "pass" },
    {
      title: "is broken by bytes",
      facts: { connections: [accepted({ unsolicitedBytes: 1 })] },
      status: "fail",
    },
    {
      title: "is broken by a second connection",
      facts: { connections: [accepted()], unacceptedConnections: 1 },
      status: "fail",
    },
    {
      title: "holds where the one connection came late",
      facts: { connections: [], unacceptedConnections: 1 },
      status: "pass",
    },
  ])("$title", ({ facts, status }) => {
    expect(clientEpilogueChecks.map(({ kind }) => kind)).toEqual(["nothingBeyond"]);
    expect(judgeNothingBeyond(history({ clients: [run()], ...facts })).status).toBe(status);
  });
});

test("a client may end its connection before the driver does", () => {
  const check: CheckOf<"ends"> = { ...requirement, kind: "ends", on: "main", how: ["fin"] };
  const peerEnd = { how: "fin", atMs: 20, errno: null } as const;
  const connections = [accepted({ peerEnd, shutdownAtMs: 30 })];
  expect(judgeEnds(history({ connections }), check).status).toBe("pass");
  const ofServer = [makeConnection("main", { peerEnd, shutdownAtMs: 30 })];
  expect(judgeEnds(makeHistory({ connections: ofServer }), check).status).toBe("fail");
});
