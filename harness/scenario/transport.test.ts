import { describe, expect, test } from "vitest";
import type { Scenario } from "./scenario.ts";
import type { Step } from "./step.ts";
import { needsUnixSocket, transportsOf, whyNotOver } from "./transport.ts";

const connect: Step = { do: "connect", connection: "main" };

function over(facts: Partial<Scenario>) {
  return { steps: [connect], stimulus: [], checks: [], ...facts };
}

const because = "it happened";

describe("a Unix-domain socket", () => {
  test.each<{ title: string; facts: Partial<Scenario>; missing: string }>([
    {
      title: "an address family",
      facts: { steps: [{ ...connect, family: "IPv6" }] },
      missing: "address families",
    },
    {
      title: "an urgent byte, in a round",
      facts: { steps: [{ do: "repeat", times: 2, steps: [{ do: "sendUrgent", on: "main" }] }] },
      missing: "urgent data",
    },
    {
      title: "a link that loses segments",
      facts: { steps: [connect, { do: "blackhole" }] },
      missing: "link that could lose segments",
    },
    {
      title: "states of TCP",
      facts: {
        stimulus: [{ kind: "sockets", state: "TIME-WAIT", at: "end", atLeast: 1, because }],
      },
      missing: "TCP states",
    },
    {
      title: "a name server for the peer's address",
      facts: { start: { nameServer: "silent" } },
      missing: "addresses whose names could be looked up",
    },
  ])("has none of what a scenario needs: $title", ({ facts, missing }) => {
    expect(whyNotOver("unix", over(facts))).toBe(`a Unix-domain socket has no ${missing}`);
    expect(whyNotOver("tcp", over(facts))).toBeNull();
  });

  test("plays what needs connections and their ends alone", () => {
    const steps: readonly Step[] = [
      connect,
      { do: "send", on: "main", content: [{ messages: 1, bytes: 4 }] },
      { do: "shutdownWrite", on: "main" },
      { do: "inspect", on: "main" },
      { do: "abort", on: "main" },
    ];
    expect(transportsOf(over({ steps: [...steps] }))).toEqual(["tcp", "unix"]);
  });
});

test("a scenario that names its transports is played over these alone", () => {
  expect(transportsOf(over({ transports: ["unix"] }))).toEqual(["unix"]);
  expect(whyNotOver("tcp", over({ transports: ["unix"] }))).toContain("{socket}");
  expect(transportsOf(over({ transports: ["tcp"] }))).toEqual(["tcp"]);
});

test.each<{ title: string; facts: Partial<Scenario>; needed: boolean }>([
  { title: "nothing but a connection", facts: {}, needed: false },
  { title: "the length of a path", facts: { start: { socketPathBytes: 107 } }, needed: true },
  {
    title: "a second path",
    facts: { steps: [{ do: "startSecond", deadline: { ms: 1 }, socketPathBytes: 109 }] },
    needed: true,
  },
  {
    title: "a second start at the same place",
    facts: { steps: [{ do: "startSecond", deadline: { ms: 1 } }] },
    needed: false,
  },
  {
    title: "descriptors beside the bytes",
    facts: {
      steps: [
        {
          do: "sendDescriptors",
          on: "main",
          content: [{ messages: 1, bytes: 1 }],
          count: 1,
        },
      ],
    },
    needed: true,
  },
  { title: "a stale file", facts: { stimulus: [{ kind: "stalePath", because }] }, needed: true },
])("$title: a Unix-domain socket is needed: $needed", ({ facts, needed }) => {
  expect(needsUnixSocket(over(facts))).toBe(needed);
});
