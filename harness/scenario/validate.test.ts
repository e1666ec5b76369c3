import { describe, expect, test } from "vitest";
import type { Check } from "./check.ts";
import type { Scenario } from "./scenario.ts";
import { InvalidScenarioError, parseScenario } from "./validate.ts";

const requirement = { level: "MUST", statement: "It holds.", source: "Protocol contract" } as const;
const echoed: Check = { ...requirement, id: "echoed", kind: "echo", on: "main" };

const valid: Scenario = {
  id: "echo/by-hand",
  title: "A message comes back",
  why: "It is what an echo server is for. Everything else rests on it.",
  sources: ["Protocol contract"],
  roles: ["server"],
  protocols: ["framed"],
  steps: [
    { do: "connect", connection: "main" },
    { do: "sample", label: "before" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 5 }] },
    { do: "awaitEcho", on: "main" },
    { do: "sample", label: "after" },
  ],
  stimulus: [],
  checks: [echoed],
};

/** @returns the lines below the error's heading, one per problem. */
function problemsOf(data: unknown): readonly string[] {
  try {
    parseScenario(data, "mine.json");
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidScenarioError);
    const [heading, ...problems] = (error as InvalidScenarioError).message.split("\n");
    expect(heading).toBe("mine.json is not a scenario:");
    return problems.map((problem) => problem.trim());
  }
  return [];
}

/** A scenario that plays `steps` and has no checks. */
function playing(...steps: readonly unknown[]): unknown {
  return { ...valid, steps, checks: [] };
}

test("a scenario comes back as it was written", () => {
  expect(parseScenario(valid, "mine.json")).toEqual(valid);
});

test("an error can be told apart by its code", () => {
  expect(() => parseScenario({}, "mine.json")).toThrow(
    expect.objectContaining({ code: "INVALID_SCENARIO" }),
  );
});

const connect = { do: "connect", connection: "main" };
const send = (facts: object) => ({ do: "send", on: "main", ...facts });
const dropped = (facts: object) => ({
  do: "dropSegments",
  of: "data",
  direction: "toServer",
  ...facts,
});
const chunked = (chunks: object) => send({ content: [{ messages: 1, bytes: 5 }], chunks });

describe("a message names the key and what was expected", () => {
  test.each<{ title: string; data: unknown; problem: string }>([
    {
      title: "for an unknown key of the scenario",
      data: { ...valid, timeout: 5 },
      problem: '(top level): Unrecognized key: "timeout"',
    },
    {
      title: "for an unknown key of a step",
      data: playing({ ...connect, host: "::1" }),
      problem: 'steps.0: Unrecognized key: "host"',
    },
    {
      title: "for an unknown key of what is sent",
      data: playing(connect, send({ content: [{ messages: 1, bytes: 5, size: 5 }] })),
      problem: 'steps.1.content.0: Unrecognized key: "size"',
    },
    {
      title: "for an unknown key of a step inside others",
      data: playing({ do: "repeat", times: 2, steps: [{ ...connect, host: "::1" }] }),
      problem: 'steps.0.steps.0: Unrecognized key: "host"',
    },
    {
      title: "for an unknown key of a check",
      data: { ...valid, checks: [{ ...echoed, atMost: 5 }] },
      problem: 'checks.0: Unrecognized key: "atMost"',
    },
    {
      title: "for a port of their own that several sockets cannot have",
      data: playing({ do: "openSockets", sockets: "main", count: 2, port: 7 }),
      problem: "steps.0: expected one socket, as it has a port of its own",
    },
    {
      title: "for a socket that no step has opened",
      data: playing(connect, { do: "awaitReplies", on: "main" }),
      problem: 'awaitReplies: expected the name of sockets opened before, found "main"',
    },
    {
      title: "for a socket where a connection is needed",
      data: playing({ do: "openSockets", sockets: "main" }, { do: "awaitEcho", on: "main" }),
      problem: 'awaitEcho: expected the name of a connection made before, found "main"',
    },
    {
      title: "for connections and sockets in one scenario",
      data: playing(connect, { do: "openSockets", sockets: "others" }),
      problem: "steps: expected connections (connect) or sockets (openSockets), found both",
    },
    {
      title: "for the epilogue's socket",
      data: playing({ do: "openSockets", sockets: "probe" }),
      problem: 'openSockets: "probe" is the epilogue\'s; choose another name',
    },
    {
      title: "for an unknown step",
      data: playing({ do: "conect", connection: "main" }),
      problem: "steps.0.do: Invalid discriminator value. Expected 'connect' | ",
    },
    {
      title: "for an unknown kind of check",
      data: { ...valid, checks: [{ ...echoed, kind: "echoed" }] },
      problem: "checks.0.kind: Invalid discriminator value. Expected 'echo' | 'ends'",
    },
    {
      title: "for a missing key",
      data: { ...valid, why: undefined },
      problem: "why: Invalid input: expected string, received undefined",
    },
    {
      title: "for an id without an area",
      data: { ...valid, id: "by-hand" },
      problem: "id: expected area/name, such as close/half-close-drain",
    },
    {
      title: "for a check whose id is not a name",
      data: { ...valid, checks: [{ ...echoed, id: "Echoed!" }] },
      problem: "checks.0.id: expected a name such as echoed or stays-alive",
    },
    {
      title: "for a connection whose name is not one",
      data: playing({ do: "connect", connection: "main#1" }),
      problem: "steps.0.connection: expected a name such as main or second-client",
    },
    {
      title: "for raw bytes that are not hexadecimal",
      data: playing(connect, send({ content: [{ raw: "0x00" }] })),
      problem: "steps.1.content.0.raw: expected pairs of lower-case hexadecimal digits",
    },
    {
      title: "for raw bytes of no protocol",
      data: {
        ...valid,
        protocols: undefined,
        steps: [connect, send({ content: [{ raw: "00" }] })],
        checks: [],
      },
      problem:
        'protocols: expected those that the raw bytes are for, such as ["framed"], found none',
    },
    {
      title: "for a place that no message has",
      data: playing(connect, send({ content: [{ unfinished: 5, upTo: "middle" }] })),
      problem: 'steps.1.content.0.upTo: Invalid option: expected one of "half-header"|"header"',
    },
    {
      title: "for a duration of nothing",
      data: playing({ do: "pause", duration: {} }),
      problem: "steps.0.duration: expected ms, roundTrips, keepAlives, deadlines or several",
    },
    {
      title: "for a condition without bounds",
      data: { ...valid, stimulus: [{ kind: "segments", on: "main", because: "it is so" }] },
      problem: "stimulus.0: expected atLeast, atMost or both",
    },
    {
      title: "for random pieces whose bounds are the wrong way round",
      data: playing(connect, chunked({ random: { min: 5, max: 4 }, gap: { ms: 1 } })),
      problem: "steps.1.chunks.random: expected min to be at most max",
    },
    {
      title: "for random sizes whose bounds are the wrong way round",
      data: playing(connect, send({ content: [{ messages: 1, bytes: { min: 5, max: 4 } }] })),
      problem: "steps.1.content.0.bytes: expected min to be at most max",
    },
    {
      title: "for an amount of nothing",
      data: playing(connect, send({ content: [{ junkBytes: {} }] })),
      problem:
        "steps.1.content.0.junkBytes: expected maxFrames, echoCapacity, loopCapacity, plus or several",
    },
    {
      title: "for a condition whose bounds are the wrong way round",
      data: {
        ...valid,
        stimulus: [{ kind: "segments", on: "main", atLeast: 3, atMost: 2, because: "it is so" }],
      },
      problem: "stimulus.0: expected atLeast to be at most atMost",
    },
    {
      title: "for a link that is to lose segments by number and every so often",
      data: playing(dropped({ nth: 1, every: 2 })),
      problem: "steps.0: expected nth, with or without count, or every",
    },
    {
      title: "for a link that is to lose so many every so often",
      data: playing(dropped({ every: 2, count: 3 })),
      problem: "steps.0: expected nth, with or without count, or every",
    },
    {
      title: "for a link that is to lose so many, nobody says which",
      data: playing(dropped({ count: 3 })),
      problem: "steps.0: expected nth, with or without count, or every",
    },
    {
      title: "for a link that is to lose segments, nobody says which",
      data: playing(dropped({})),
      problem: "steps.0: expected nth, with or without count, or every",
    },
    {
      title: "for a link that is to lose every segment by dropping some",
      data: playing(dropped({ every: 1 })),
      problem: "steps.0.every: Too small: expected number to be >=2",
    },
    {
      title: "for segments that are counted from 0",
      data: playing(dropped({ nth: 0 })),
      problem: "steps.0.nth: Too small: expected number to be >=1",
    },
    {
      title: "for a kind of segment that cannot be chosen",
      data: playing(dropped({ nth: 1, of: "fin" })),
      problem: 'steps.0.of: Invalid option: expected one of "data"|"syn"',
    },
    {
      title: "for segments without a direction",
      data: playing(dropped({ nth: 1, direction: undefined })),
      problem: 'steps.0.direction: Invalid option: expected one of "toServer"|"toClient"',
    },
    {
      title: "for a direction of another vocabulary",
      data: playing({ do: "blackhole", direction: "up" }),
      problem: 'steps.0.direction: Invalid option: expected one of "toServer"|"toClient"',
    },
    {
      title: "for a blackhole that is to end by itself",
      data: playing({ do: "blackhole", duration: { ms: 5 } }),
      problem: 'steps.0: Unrecognized key: "duration"',
    },
    {
      title: "for lost segments of one connection",
      data: {
        ...valid,
        stimulus: [{ kind: "dropped", on: "main", atLeast: 1, because: "it is so" }],
      },
      problem: 'stimulus.0: Unrecognized key: "on"',
    },
    {
      title: "for lost segments that need not be any",
      data: { ...valid, stimulus: [{ kind: "dropped", atLeast: 0, because: "it is so" }] },
      problem: "stimulus.0.atLeast: Too small: expected number to be >=1",
    },
    {
      title: "for links that nobody knows",
      data: { ...valid, links: "lossy" },
      problem: 'links: Invalid option: expected one of "any"|"clean"',
    },
    {
      title: "for data that is no object",
      data: null,
      problem: "(top level): Invalid input: expected object, received null",
    },
  ])("$title", ({ data, problem }) => {
    expect(problemsOf(data)).toEqual([expect.stringContaining(problem)]);
  });

  test("for every problem at once", () => {
    expect(problemsOf({ ...valid, timeout: 5, title: 7, steps: [] })).toHaveLength(3);
  });
});

const made = "expected the name of a connection made before, found";
const taken = "expected the label of a sample step, found";

const sharedOn = (name: string) => `together: expected one branch to send on "${name}", found two`;

const together = (...branches: readonly (readonly unknown[])[]) => ({ do: "together", branches });
const hi = send({ content: [{ messages: 1, bytes: 5 }] });
const ping = { do: "ping", on: "main", count: 2, bytes: 4, every: { ms: 1 } };
const fill = {
  do: "sendUntilBlocked",
  on: "main",
  messageBytes: 9,
  limit: 99,
  quiet: { ms: 1 },
};
const pause = { do: "pause", duration: { ms: 1 } };
const awaitBaseline = {
  do: "awaitBaseline",
  label: "after",
  like: "before",
  deadline: { ms: 1 },
};
const linear = {
  ...requirement,
  id: "cheap",
  kind: "linear",
  atMostTimes: 3,
  samples: ["before", "after", "after"],
  sizes: [1, 2],
};

describe("names have to fit together", () => {
  test.each<{ title: string; data: unknown; problems: readonly string[] }>([
    {
      title: "a step on a connection that is never made",
      data: playing(connect, { do: "awaitEcho", on: "mian" }),
      problems: [`awaitEcho: ${made} "mian"`],
    },
    {
      title: "a step on a connection that is made later",
      data: playing({ do: "awaitEcho", on: "main" }, connect),
      problems: [`awaitEcho: ${made} "main"`],
    },
    {
      title: "a step inside others on a connection that is never made",
      data: playing(connect, {
        do: "together",
        branches: [[{ do: "close", on: "main" }], [{ do: "abort", on: "other" }]],
      }),
      problems: [`abort: ${made} "other"`],
    },
    {
      title: "a check on a connection that is never made",
      data: { ...valid, checks: [{ ...echoed, on: "mian" }] },
      problems: [`check echoed: ${made} "mian"`],
    },
    {
      title: "a condition on a connection that is never made",
      data: {
        ...valid,
        stimulus: [{ kind: "segments", on: "mian", atLeast: 1, because: "it is so" }],
      },
      problems: [`stimulus segments: ${made} "mian"`],
    },
    {
      title: "growth between samples that are never taken",
      data: {
        ...valid,
        checks: [
          {
            ...requirement,
            id: "bounded",
            kind: "growth",
            of: "memory",
            atMost: 1,
            from: "begin",
            to: "end",
          },
        ],
      },
      problems: [`check bounded: ${taken} "begin"`, `check bounded: ${taken} "end"`],
    },
    {
      title: "sockets at a sample that is never taken",
      data: {
        ...valid,
        checks: [
          {
            ...requirement,
            id: "released",
            kind: "sockets",
            state: "CLOSE-WAIT",
            at: "end",
            atMost: 0,
          },
        ],
      },
      problems: [`check released: ${taken} "end"`],
    },
    {
      title: "sockets that are to be seen at a sample that is never taken",
      data: {
        ...valid,
        stimulus: [
          { kind: "sockets", state: "CLOSE-WAIT", at: "end", atLeast: 1, because: "it is so" },
        ],
      },
      problems: [`stimulus sockets: ${taken} "end"`],
    },
    {
      title: "descriptors that are to be seen at a sample that is never taken",
      data: {
        ...valid,
        stimulus: [{ kind: "descriptors", at: "end", atLeast: 1, because: "it is so" }],
      },
      problems: [`stimulus descriptors: ${taken} "end"`],
    },
    {
      title: "a baseline of a sample that is never taken",
      data: playing(awaitBaseline),
      problems: ['awaitBaseline: expected the label of a sample, found "before"'],
    },
    {
      title: "a baseline of a sample that is taken later",
      data: playing(awaitBaseline, { do: "sample", label: "before" }),
      problems: ['awaitBaseline: expected the label of a sample, found "before"'],
    },
    {
      title: "a baseline of itself",
      data: playing({ ...awaitBaseline, label: "before" }),
      problems: ['awaitBaseline: expected the label of a sample, found "before"'],
    },
    {
      title: "options at a look that is never taken",
      data: {
        ...valid,
        checks: [{ ...requirement, id: "backlog", kind: "backlogSet", at: "before" }],
      },
      problems: ['check backlog: expected the label of a readOptions step, found "before"'],
    },
    {
      title: "an option that may have any value",
      data: {
        ...valid,
        steps: [...valid.steps, { do: "readOptions", label: "open" }],
        checks: [
          {
            ...requirement,
            id: "no-delay",
            kind: "socketOption",
            at: "open",
            of: "connection",
            option: "TCP_NODELAY",
          },
        ],
      },
      problems: ["check no-delay: expected atLeast, atMost or not, found none"],
    },
    {
      title: "fewer sizes than there are samples behind the first",
      data: { ...valid, checks: [{ ...linear, samples: ["before", "after", "after", "after"] }] },
      problems: ["check cheap: expected 3 sizes, one less than samples, found 2"],
    },
    {
      title: "as many sizes as samples",
      data: { ...valid, checks: [{ ...linear, sizes: [1, 2, 4] }] },
      problems: ["check cheap: expected 2 sizes, one less than samples, found 3"],
    },
    {
      title: "work that is measured at a sample that is never taken",
      data: { ...valid, checks: [{ ...linear, samples: ["before", "middle", "after"] }] },
      problems: [`check cheap: ${taken} "middle"`],
    },
    {
      title: "two branches that send on one connection",
      data: playing(connect, together([hi], [hi])),
      problems: [sharedOn("main")],
    },
    {
      title: "two branches of which one sends and one pings",
      data: playing(connect, together([ping], [pause, { do: "repeat", times: 2, steps: [hi] }])),
      problems: [sharedOn("main")],
    },
    {
      title: "two branches of which one sends until it is blocked",
      data: playing(connect, together([fill], [pause], [ping])),
      problems: [sharedOn("main")],
    },
    {
      title: "branches that share a connection inside those of a repeat",
      data: playing(connect, { do: "repeat", times: 2, steps: [together([hi], [hi])] }),
      problems: [sharedOn("main")],
    },
    {
      title: "branches that share a connection inside another branch",
      data: playing(connect, together([together([hi], [hi])], [pause])),
      problems: [sharedOn("main")],
    },
    {
      title: "two checks of one id",
      data: { ...valid, checks: [echoed, echoed] },
      problems: ['checks: expected ids that differ, found "echoed" twice'],
    },
    {
      title: "a check with the id of one that holds in every situation",
      data: { ...valid, checks: [{ ...echoed, id: "alive" }] },
      problems: ['checks: expected ids that differ, found "alive" twice'],
    },
    {
      title: "rounds until a check that is not linear",
      data: playing(connect, { do: "repeat", times: 2, until: "echoed", steps: [hi] }),
      problems: [
        'repeat: until: expected the id of a check of kind linear (none here), found "echoed"',
      ],
    },
    {
      title: "the name of the epilogue's connection",
      data: playing({ do: "connect", connection: "probe" }),
      problems: [`connect: "probe" is the epilogue's; choose another name`],
    },
    {
      title: "a check on the epilogue's connection",
      data: { ...valid, checks: [{ ...echoed, on: "probe" }] },
      problems: [`check echoed: ${made} "probe"`],
    },
  ])("$title is refused", ({ data, problems }) => {
    expect(problemsOf(data)).toEqual(problems);
  });

  test.each<{ title: string; data: unknown }>([
    {
      title: "a connection made in the round of a repeat",
      data: playing({ do: "repeat", times: 2, steps: [connect] }, { do: "awaitEcho", on: "main" }),
    },
    {
      title: "a connection made in one branch of several",
      data: playing(
        { do: "together", branches: [[connect], [{ do: "pause", duration: { ms: 1 } }]] },
        { do: "awaitEcho", on: "main" },
      ),
    },
    {
      title: "a name for which a connection is made twice",
      data: playing(connect, { do: "close", on: "main" }, connect),
    },
    {
      title: "a baseline of a sample that was taken before",
      data: playing({ do: "sample", label: "before" }, awaitBaseline),
    },
    {
      title: "growth up to a baseline that was waited for",
      data: {
        ...valid,
        steps: [...valid.steps.slice(0, -1), awaitBaseline],
        checks: [
          {
            ...requirement,
            id: "bounded",
            kind: "growth",
            of: "descriptors",
            atMost: 1,
            from: "before",
            to: "after",
          },
        ],
      },
    },
    { title: "a size for each sample but the first", data: { ...valid, checks: [linear] } },
    {
      title: "sockets that are to be seen at a sample that is taken",
      data: {
        ...valid,
        stimulus: [
          { kind: "sockets", state: "CLOSE-WAIT", at: "after", atLeast: 1, because: "it is so" },
        ],
      },
    },
    {
      title: "two branches that send on connections of their own",
      data: playing(
        connect,
        { do: "connect", connection: "other" },
        together([hi], [{ ...hi, on: "other" }]),
      ),
    },
    {
      title: "two branches of which one only listens",
      data: playing(connect, together([hi], [{ do: "awaitEcho", on: "main" }])),
    },
    {
      title: "sends on one connection before, inside and behind branches",
      data: playing(connect, hi, together([hi, hi], [pause]), hi),
    },
    {
      title: "random pieces and sizes whose bounds are the same",
      data: playing(connect, {
        ...send({ content: [{ messages: 1, bytes: { min: 5, max: 5 } }] }),
        chunks: { random: { min: 5, max: 5 }, gap: { ms: 1 } },
      }),
    },
    {
      title: "random sizes up to what only the case knows",
      data: playing(
        connect,
        send({ content: [{ messages: 1, bytes: { min: 5, max: { maxFrames: 1 } } }] }),
      ),
    },
    {
      title: "a link that loses all, then some, and then nothing",
      data: {
        ...(playing(
          { do: "blackhole" },
          { do: "blackhole", direction: "toClient" },
          dropped({ nth: 1 }),
          dropped({ nth: 2, count: 3 }),
          dropped({ every: 2, of: "syn", direction: "toClient" }),
          { do: "restoreLink" },
        ) as object),
        links: "any",
        stimulus: [{ kind: "dropped", atLeast: 1, because: "it is so" }],
      },
    },
    {
      title: "a condition whose bounds are the same",
      data: {
        ...valid,
        stimulus: [{ kind: "segments", on: "main", atLeast: 2, atMost: 2, because: "it is so" }],
      },
    },
    {
      title: "growth between samples that are taken",
      data: {
        ...valid,
        checks: [
          {
            ...requirement,
            id: "bounded",
            kind: "growth",
            of: "memory",
            atMost: 1,
            from: "before",
            to: "after",
          },
        ],
      },
    },
  ])("$title is accepted", ({ data }) => {
    expect(problemsOf(data)).toEqual([]);
  });
});

describe("scenarios for clients", () => {
  const ofClient = {
    ...valid,
    roles: ["client"],
    start: { message: { text: "hello" } },
    steps: [
      { do: "listen" },
      { do: "startClient", client: "main" },
      { do: "accept", connection: "main" },
      { do: "awaitMessage", on: "main" },
      { do: "send", on: "main", content: [{ echo: "whole" }] },
    ],
    checks: [{ ...requirement, id: "sent", kind: "messageSent", on: "main" }],
  };
  const exits = { ...requirement, id: "exits", kind: "exitStatus", status: "success" };

  test("come back as they were written", () => {
    expect(problemsOf(ofClient)).toEqual([]);
  });

  test.each([
    {
      title: "are for clients alone",
      changes: { roles: ["server", "client"] },
      problem: 'roles: expected ["client"], whose steps these are, found ["server","client"]',
    },
    {
      title: "have a message",
      changes: { start: {} },
      problem: "start: expected the client's message, found none",
    },
    {
      title: "connect nowhere",
      changes: { steps: [...ofClient.steps, { do: "connect", connection: "other" }] },
      problem: "steps: expected the driver to listen or to connect, found both",
    },
    {
      title: "start a client",
      changes: { steps: valid.steps, checks: [] },
      problem: "roles: expected a step startClient for the role client, found none",
    },
    {
      title: "judge clients that were started",
      changes: { checks: [{ ...exits, client: "other" }] },
      problem: "check exits: expected what a startClient calls its client",
    },
  ])("$title", ({ changes, problem }) => {
    expect(problemsOf({ ...ofClient, ...changes })).toContain(problem);
  });

  test("have a message that an argument can hold", () => {
    const start = { message: { text: "0123456789abcdef", times: 8192 } };
    expect(problemsOf({ ...ofClient, start }).join()).toContain("expected less than 131072 bytes");
  });
});
