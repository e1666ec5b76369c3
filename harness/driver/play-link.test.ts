import { describe, expect, test } from "vitest";
import type { CaseContext } from "../scenario/amount.ts";
import type { Step } from "../scenario/step.ts";
import { playSteps } from "./fixtures/play-steps.ts";
import { echo, type Script, serveScripts } from "./fixtures/scripted-server.ts";
import type { HarnessRequest } from "./messages.ts";

const connect: Step = { do: "connect", connection: "main" };
const send: Step = { do: "send", on: "main", content: [{ messages: 1, bytes: 5 }] };
const awaitEcho: Step = { do: "awaitEcho", on: "main", deadline: { ms: 20_000 } };
const awaitNothing: Step = { do: "awaitEcho", on: "main", deadline: { ms: 40 } };
const restoreLink: Step = { do: "restoreLink" };
const lastEcho: Step = {
  do: "dropSegments",
  of: "data",
  direction: "toClient",
  nth: 1,
};

const silent: Script = (socket) => void socket.resume();

/** Plays against a server that ignores the first connection and echoes on the others. */
async function played(steps: readonly Step[], context: Partial<CaseContext> = {}) {
  const requests: HarnessRequest[] = [];
  await using server = await serveScripts(silent, echo);
  const { events, connections } = await playSteps(server.port, steps, {
    context,
    onAsk: (request) => void requests.push(request),
    inFlight: () => [],
  });
  return { requests, events, main: connections.find(({ group }) => group === "main") };
}

test("what the link is to lose is asked of the harness, and noted when it is in force", async () => {
  const { requests, events } = await played([
    connect,
    { do: "blackhole", direction: "toServer" },
    lastEcho,
    restoreLink,
  ]);
  expect(requests).toEqual([
    { do: "breakLink", fault: { do: "blackhole", direction: "toServer" } },
    { do: "breakLink", fault: lastEcho },
    { do: "restoreLink" },
    { do: "restoreLink" },
  ]);
  const noted = events.filter(({ event }) => event.startsWith("link-"));
  expect(noted).toMatchObject([
    { event: "link-broken", detail: "blackhole" },
    { event: "link-broken", detail: "dropSegments" },
    { event: "link-restored" },
    { event: "link-restored" },
  ]);
});

describe("a deadline looks at the link until nothing is on its way", () => {
  const inRepeat: Step = { do: "repeat", times: 1, steps: [lastEcho, restoreLink] };
  const inBranch: Step = { do: "together", branches: [[restoreLink], [inRepeat]] };

  test.each<{ title: string; steps: readonly Step[]; context?: Partial<CaseContext>; is: boolean }>(
    [
      { title: "that the scenario breaks", steps: [lastEcho, restoreLink], is: true },
      { title: "that the scenario breaks, deep inside", steps: [inBranch], is: true },
      { title: "that loses segments", steps: [], context: { lossy: true }, is: true },
      { title: "that takes time", steps: [], context: { roundTripMs: 1 }, is: true },
      { title: "but once at a clean one, for a proxy's upstream", steps: [], is: false },
    ],
  )("$title", async ({ steps, context, is }) => {
    const { requests, main } = await played([connect, send, ...steps, awaitNothing], context);
    const looks = requests.filter((request) => request.do === "lookAtLink");
    expect(looks.length).toBeGreaterThanOrEqual(1);
    expect(looks.length > 1).toBe(is);
    expect(main?.waits).toMatchObject([{ step: "awaitEcho", satisfied: false }]);
  });

  test("only when it passes", async () => {
    await using server = await serveScripts(echo);
    const requests: HarnessRequest[] = [];
    const { connection } = await playSteps(server.port, [connect, send, awaitEcho], {
      context: { lossy: true },
      onAsk: (request) => void requests.push(request),
    });
    expect(connection("main").waits).toMatchObject([{ satisfied: true }]);
    expect(requests).toEqual([]);
  });
});

test("an answer that comes behind the deadline counts while segments were on their way", async () => {
  const ports: (number | null)[] = [];
  const late: Script = (socket) => {
    ports.push(socket.remotePort ?? null);
    socket.on("data", (bytes) => setTimeout(() => socket.write(bytes), 300));
  };
  await using server = await serveScripts(late);
  const { connection, events } = await playSteps(server.port, [connect, send, awaitNothing], {
    context: { lossy: true },
    inFlight: () => ports,
  });
  expect(connection("main").waits).toMatchObject([{ step: "awaitEcho", satisfied: true }]);
  expect(events.map(({ event }) => event)).not.toContain("deadline-passed");
});

test("an answer whose parts come behind the deadline counts while segments were on their way", async () => {
  const ports: (number | null)[] = [];
  const inParts: Script = (socket) => {
    ports.push(socket.remotePort ?? null);
    socket.on("data", (bytes) => {
      for (const at of [0, 1, 2]) {
        const part = bytes.subarray(at, at === 2 ? bytes.length : at + 1);
        setTimeout(() => socket.write(part), 300 * (at + 1));
      }
    });
  };
  await using server = await serveScripts(inParts);
  const { connection, events } = await playSteps(server.port, [connect, send, awaitNothing], {
    context: { lossy: true },
    inFlight: () => ports,
  });
  expect(connection("main").waits).toMatchObject([{ step: "awaitEcho", satisfied: true }]);
  expect(events.map(({ event }) => event)).not.toContain("deadline-passed");
});

test.each([
  { lossy: true, descriptors: 5, title: "goes on while the server does not know of the end" },
  { lossy: false, descriptors: 6, title: "ends with its deadline where nothing is lost" },
])("a wait for what a peer held $title", async ({ lossy, descriptors }) => {
  let port: number | null = null;
  const noting: Script = (socket) => {
    port ??= socket.remotePort ?? null;
    echo(socket);
  };
  await using server = await serveScripts(noting);
  const steps: Step[] = [
    connect,
    { do: "sample", label: "before" },
    { do: "abort", on: "main" },
    { do: "awaitBaseline", label: "after", like: "before", deadline: { ms: 1 } },
  ];
  let samples = 0;
  let looks = 0;
  const { samples: taken } = await playSteps(server.port, steps, {
    context: { lossy },
    onAsk({ do: what }) {
      samples += what === "sample" ? 1 : 0;
      looks += what === "lookAtLink" ? 1 : 0;
    },
    inFlight: () => (looks < 2 ? [port] : []),
    process: () => ({ descriptors: samples === 1 || looks === 1 ? 5 : 6 }),
  });
  expect(taken.find(({ label }) => label === "after")?.implementation?.descriptors).toBe(
    descriptors,
  );
});
