import { once } from "node:events";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { framed } from "../protocol/fixtures/bundled.ts";
import type { CaseContext } from "../scenario/amount.ts";
import { DriverConnection } from "./connection.ts";
import { context as cleanContext } from "./fixtures/play-steps.ts";
import { type ScriptedServer, serveScripts } from "./fixtures/scripted-server.ts";
import { startVirtualClock } from "./fixtures/virtual-clock.ts";
import { shareLooks } from "./link-looks.ts";
import { openListening } from "./listening/listener.ts";
import type { HarnessRequest, LinkLook } from "./messages.ts";
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

/** A stage in virtual time, whose harness answers with what is in flight at that time. */
function startStage(options: {
  readonly patient?: boolean;
  readonly context?: Partial<CaseContext>;
  readonly look: (nowMs: number) => LinkLook;
}) {
  const clock = startVirtualClock();
  const recorder = startRecorder(clock);
  const requests: HarnessRequest[] = [];
  const ask: Stage["ask"] = (request) => {
    requests.push(request);
    return Promise.resolve({ sample: null, link: options.look(clock.nowMs()) });
  };
  const stage: Stage = {
    clock,
    recorder,
    context: { ...cleanContext, ...options.context },
    checks: [],
    patient: options.patient ?? true,
    lookAtLink: shareLooks({ ask, clock }),
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
    ask,
  };
  return { stage, clock, recorder, requests };
}

async function connect(stage: Stage, name: string): Promise<DriverConnection> {
  const connection = new DriverConnection({
    ...stage,
    name,
    group: "main",
    index: 1,
    unopened: false,
    headBytes: 4096,
    mute: false,
  });
  await once(connection.socket, "connect");
  return connection;
}

/** Waits in virtual time on a connection to a silent server. */
async function wait(situation: Situation) {
  const { deadlineMs, inFlight = () => false, upstreamInFlight = () => false } = situation;
  let localPort: number | null = null;
  const { stage, clock, recorder, requests } = startStage({
    ...situation,
    look(nowMs) {
      const isInFlight = inFlight(nowMs);
      return {
        inFlight: isInFlight === null ? null : [1, ...(isInFlight ? [localPort] : [])],
        upstreamInFlight: upstreamInFlight(nowMs),
      };
    },
  });
  const connection = await connect(stage, "main");
  localPort = connection.localPort;
  if (situation.givenUp === true) {
    recorder.note("link-unsettled", "another");
  }
  if (situation.trueAtMs !== undefined) {
    clock.at(situation.trueAtMs, () => connection.close());
  }
  const met = await until(stage, connection, () => connection.over, deadlineMs);
  connection.close();
  const unsettled = recorder.events.filter(({ event }) => event === "link-unsettled");
  return { met, endedAtMs: clock.nowMs(), requests, unsettled };
}

const always = () => true;
const upTo = (timeMs: number) => (nowMs: number) => nowMs < timeMs;

describe("a deadline passes", () => {
  test.each<{ title: string; situation: Situation; looks: number }>([
    {
      title: "where nothing can be lost, with one look for a proxy's upstream",
      situation: { deadlineMs: 500, patient: false, inFlight: always },
      looks: 1,
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

/** Waits on several connections at once. */
async function waitOnEach(
  waits: readonly {
    readonly deadlineMs: number;
    /** Until when segments of the connection are in flight, in ms. */
    readonly inFlightUntilMs: number;
    /** When they are in flight again, in ms. Default: never. */
    readonly again?: { readonly fromMs: number; readonly untilMs: number } | undefined;
  }[],
) {
  const ports: (number | null)[] = [];
  const isInFlight = (index: number, nowMs: number) => {
    const { inFlightUntilMs = 0, again } = waits[index] ?? {};
    const isAgain = again !== undefined && nowMs >= again.fromMs && nowMs < again.untilMs;
    return nowMs < inFlightUntilMs || isAgain;
  };
  const { stage, clock, requests } = startStage({
    look: (nowMs) => ({
      inFlight: ports.filter((_, index) => isInFlight(index, nowMs)),
      upstreamInFlight: false,
    }),
  });
  const connections = await Promise.all(waits.map((_, index) => connect(stage, `${index}`)));
  ports.push(...connections.map(({ localPort }) => localPort));
  const endedAtMs = await Promise.all(
    connections.map(async (connection, index) => {
      const deadlineMs = waits[index]?.deadlineMs ?? 0;
      expect(await until(stage, connection, () => connection.over, deadlineMs)).toBe(false);
      return clock.nowMs();
    }),
  );
  for (const connection of connections) {
    connection.close();
  }
  return { endedAtMs, looks: requests.length };
}

describe("connections that are waited on side by side share looks at the link", () => {
  const many = (wait: (index: number) => { deadlineMs: number; inFlightUntilMs: number }) =>
    Array.from({ length: 20 }, (_, index) => wait(index));

  test("so that twenty with one deadline look as often as one", async () => {
    const wait = { deadlineMs: 500, inFlightUntilMs: 20_000 };
    const one = await waitOnEach([wait]);
    const twenty = await waitOnEach(many(() => wait));
    expect(one.looks).toBeGreaterThan(20);
    expect(twenty.looks).toBe(one.looks);
    expect(new Set(twenty.endedAtMs)).toEqual(new Set(one.endedAtMs));
  });

  test("so that twenty with different deadlines look hardly more often, and once for each", async () => {
    const wait = { deadlineMs: 500, inFlightUntilMs: 20_000 };
    const one = await waitOnEach([wait]);
    const twenty = await waitOnEach(
      many((index) => ({ ...wait, deadlineMs: wait.deadlineMs + 7 * index })),
    );
    expect(twenty.looks).toBeLessThanOrEqual(1.2 * one.looks + 20);
  });

  test("and none of them ends before an answer's time has passed without its segments", async () => {
    const times = fc.record({
      deadlineMs: fc.integer({ min: 1, max: 3000 }),
      inFlightUntilMs: fc.integer({ min: 0, max: 8000 }),
      /** When the server's answer leaves, as a share of the time that it may take; null: never. */
      answerShare: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    });
    const pauseMsMost = 700;
    const wait = times.map(({ deadlineMs, inFlightUntilMs, answerShare }) => {
      const answerMs = Math.min(deadlineMs, 2000);
      const settledMs = Math.max(deadlineMs, inFlightUntilMs);
      // It is on its way for long enough to be seen by each of the looks.
      const again =
        answerShare === null
          ? undefined
          : {
              fromMs: settledMs + answerShare * answerMs,
              untilMs: settledMs + answerMs + 2 * pauseMsMost,
            };
      const lastMs = (again?.untilMs ?? settledMs) + answerMs;
      return { deadlineMs, inFlightUntilMs, again, lastMs };
    });
    await fc.assert(
      fc.asyncProperty(fc.array(wait, { minLength: 1, maxLength: 6 }), async (waits) => {
        const { endedAtMs } = await waitOnEach(waits);
        for (const [index, { lastMs }] of waits.entries()) {
          expect(endedAtMs[index]).toBeGreaterThanOrEqual(lastMs);
          expect(endedAtMs[index]).toBeLessThanOrEqual(lastMs + 3 * pauseMsMost);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("but not one from before the deadline: what was sent since may have been on its way", async () => {
    const { endedAtMs } = await waitOnEach([
      { deadlineMs: 455, inFlightUntilMs: 3000 },
      // The look of the first connection at 455 ms sees nothing of this, nor does that at 555 ms.
      { deadlineMs: 500, inFlightUntilMs: 0, again: { fromMs: 460, untilMs: 550 } },
    ]);
    expect(endedAtMs[1]).toBeGreaterThanOrEqual(550 + 500);
    expect(endedAtMs[1]).toBeLessThan(550 + 500 + 300);
  });
});
