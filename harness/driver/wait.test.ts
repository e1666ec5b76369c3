import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { framed } from "../protocol/fixtures/bundled.ts";
import type { CaseContext } from "../scenario/amount.ts";
import { DriverConnection } from "./connection.ts";
import { context as cleanContext } from "./fixtures/play-steps.ts";
import { type ScriptedServer, serveScripts } from "./fixtures/scripted-server.ts";
import { startVirtualClock } from "./fixtures/virtual-clock.ts";
import { openListening } from "./listening/listener.ts";
import type { HarnessRequest } from "./messages.ts";
import { startRecorder } from "./recorder.ts";
import type { Stage } from "./stage.ts";
import { until } from "./wait.ts";

let server: ScriptedServer;
beforeAll(async () => {
  server = await serveScripts();
});
afterAll(() => server[Symbol.asyncDispose]());

interface Situation {
  readonly deadlineMs: number;
  /** Whether segments are in flight at the given time, in ms. Default: never. */
  readonly inFlight?: (nowMs: number) => boolean | null;
  /** The same between a proxy and its upstream alone. Default: never. */
  readonly upstreamInFlight?: (nowMs: number) => boolean;
  /** When the awaited condition becomes true, in ms. Default: never. */
  readonly trueAtMs?: number;
  readonly patient?: boolean;
  /** Whether an earlier wait gave up on the link. */
  readonly givenUp?: boolean;
  readonly context?: Partial<CaseContext>;
}

/** Waits in virtual time on a connection to a silent server. */
async function wait(situation: Situation) {
  const { deadlineMs, inFlight = () => false, trueAtMs, patient = true } = situation;
  const context = { ...cleanContext, ...situation.context };
  const clock = startVirtualClock();
  const recorder = startRecorder(clock);
  const requests: HarnessRequest[] = [];
  const stage: Stage = {
    clock,
    recorder,
    context,
    checks: [],
    patient,
    protocol: framed,
    address: { host: "127.0.0.1", hostIpv4: null, hostIpv6: null, port: server.port },
    signal: new AbortController().signal,
    readBuffer: new Uint8Array(100),
    connections: [],
    made: new Map(),
    groups: new Map(),
    listening: openListening(),
    sockets: [],
    socketGroups: new Map(),
    samples: [],
    serverWaits: [],
    loads: [],
    demandedWaitMs: 0,
    ask(request) {
      if (request.do === "upstreamInFlight") {
        const { upstreamInFlight } = situation;
        const isOnItsWay = upstreamInFlight?.(clock.nowMs()) ?? false;
        return Promise.resolve({ sample: null, inFlight: isOnItsWay });
      }
      requests.push(request);
      return Promise.resolve({ sample: null, inFlight: inFlight(clock.nowMs()) });
    },
  };
  const connection = new DriverConnection({
    ...stage,
    name: "main",
    group: "main",
    index: 1,
    unopened: false,
    headBytes: 4096,
    mute: false,
  });
  await once(connection.socket, "connect");
  const { localPort } = connection;
  if (situation.givenUp === true) {
    recorder.note("link-unsettled", "another");
  }
  if (trueAtMs !== undefined) {
    clock.at(trueAtMs, () => connection.close());
  }
  const met = await until(stage, connection, () => connection.over, deadlineMs);
  connection.close();
  const unsettled = recorder.events.filter(({ event }) => event === "link-unsettled");
  return { met, endedAtMs: clock.nowMs(), requests, unsettled, localPort };
}

const always = () => true;
const upTo = (timeMs: number) => (nowMs: number) => nowMs < timeMs;

describe("a deadline passes", () => {
  test.each<{ title: string; situation: Situation; looks: number }>([
    {
      title: "where nothing can be lost, without a look at the link",
      situation: { deadlineMs: 500, patient: false, inFlight: always },
      looks: 0,
    },
    {
      title: "when what is on its way cannot be seen",
      situation: { deadlineMs: 500, inFlight: () => null },
      looks: 1,
    },
  ])("$title", async ({ situation, looks }) => {
    const { met, endedAtMs, requests, unsettled } = await wait(situation);
    expect({ met, endedAtMs, unsettled }).toEqual({ met: false, endedAtMs: 500, unsettled: [] });
    expect(requests).toHaveLength(looks);
  });

  test.each<{ title: string; situation: Situation; fromMs: number; toMs: number }>([
    {
      title: "by an answer's time later, when nothing is on its way",
      situation: { deadlineMs: 500 },
      fromMs: 1000,
      toMs: 1100,
    },
    {
      title: "behind the last segment by the deadline's own time, when that is short",
      situation: { deadlineMs: 500, inFlight: upTo(7000) },
      fromMs: 7500,
      toMs: 7900,
    },
    {
      title: "behind the last segment by 2 s, when it is long",
      situation: { deadlineMs: 10_000, inFlight: upTo(12_000) },
      fromMs: 14_000,
      toMs: 15_200,
    },
    {
      title: "behind the last segment by 2 s and 8 round trips",
      situation: {
        deadlineMs: 10_000,
        inFlight: upTo(12_000),
        context: { roundTripMs: 300 },
      },
      fromMs: 16_400,
      toMs: 17_600,
    },
    {
      title: "by an answer's time later, when segments were on their way only before it",
      situation: { deadlineMs: 5000, inFlight: upTo(4000) },
      fromMs: 7000,
      toMs: 7100,
    },
    {
      title: "when segments are on their way again, behind the last of them",
      situation: {
        deadlineMs: 500,
        inFlight: (nowMs) => nowMs < 1000 || (nowMs > 1200 && nowMs < 3000),
      },
      fromMs: 3500,
      toMs: 3800,
    },
  ])("$title", async ({ situation, fromMs, toMs }) => {
    const { met, endedAtMs, unsettled } = await wait(situation);
    expect(met).toBe(false);
    expect(endedAtMs).toBeGreaterThanOrEqual(fromMs);
    expect(endedAtMs).toBeLessThanOrEqual(toMs);
    expect(unsettled).toEqual([]);
  });
});

describe("what is waited for is seen", () => {
  test.each<{ title: string; situation: Situation; looks?: number }>([
    {
      title: "before the deadline, without a look at the link",
      situation: { deadlineMs: 500, trueAtMs: 400, inFlight: always },
      looks: 0,
    },
    {
      title: "behind the deadline, while segments are on their way",
      situation: { deadlineMs: 500, trueAtMs: 6050, inFlight: always },
    },
    {
      title: "behind the deadline, when the last segment has come",
      situation: { deadlineMs: 500, trueAtMs: 7350, inFlight: upTo(7000) },
    },
    {
      title:
        "behind the deadline, while a proxy's upstream sends again on a wire that loses nothing",
      situation: {
        deadlineMs: 500,
        trueAtMs: 6450,
        patient: false,
        inFlight: upTo(6400),
        upstreamInFlight: upTo(6400),
      },
    },
    {
      title: "just before the link is given up",
      situation: { deadlineMs: 500, trueAtMs: 60_450, inFlight: always },
    },
  ])("$title", async ({ situation, looks }) => {
    const { met, endedAtMs, requests, unsettled } = await wait(situation);
    expect({ met, endedAtMs }).toEqual({ met: true, endedAtMs: situation.trueAtMs });
    expect(unsettled).toEqual([]);
    expect(requests).toHaveLength(looks ?? requests.length);
  });
});

describe("a link that never settles", () => {
  test.each<{ context: Partial<CaseContext>; endMs: number }>([
    { context: {}, endMs: 60_500 },
    { context: { roundTripMs: 600 }, endMs: 72_500 },
  ])("is given up by $endMs ms, and that is said", async ({ context, endMs }) => {
    const { met, endedAtMs, unsettled } = await wait({
      deadlineMs: 500,
      inFlight: always,
      context,
    });
    expect(met).toBe(false);
    expect(endedAtMs).toBeGreaterThanOrEqual(endMs);
    expect(endedAtMs).toBeLessThanOrEqual(endMs + 100);
    expect(unsettled).toMatchObject([{ connection: "main" }]);
  });
});

test("a link that was given up is not waited for again", async () => {
  const { met, endedAtMs, requests } = await wait({
    deadlineMs: 500,
    inFlight: always,
    givenUp: true,
  });
  expect({ met, endedAtMs, requests }).toEqual({ met: false, endedAtMs: 500, requests: [] });
});

test("the link is looked at for the connection that is waited on", async () => {
  const { requests, localPort } = await wait({ deadlineMs: 500, inFlight: upTo(800) });
  expect(requests.length).toBeGreaterThan(3);
  expect(localPort).toBeGreaterThan(0);
  for (const request of requests) {
    expect(request).toEqual({ do: "inFlight", clientPort: localPort });
  }
});
