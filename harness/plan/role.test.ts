import { expect, test } from "vitest";
import type { Scenario } from "../scenario/scenario.ts";
import { rolesOf, whyNotAs } from "./role.ts";

const echo: Scenario = {
  id: "mine/echo",
  title: "A message comes back",
  why: "It is the least that a server does.",
  sources: ["RFC 862"],
  roles: ["server"],
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 4 }] },
    { do: "awaitEcho", on: "main" },
  ],
  stimulus: [],
  checks: [],
};

test("what is asked of servers is asked of proxies too, and not of clients", () => {
  expect(rolesOf(echo)).toEqual(["server", "proxy"]);
  expect(whyNotAs("client", echo)).toBe("it is for a server");
});

test("what is asked of proxies alone is not asked of servers", () => {
  const alone: Scenario = { ...echo, roles: ["proxy"] };
  expect(rolesOf(alone)).toEqual(["proxy"]);
  expect(whyNotAs("server", alone)).toBe("it is for a proxy");
});

const peer: Scenario["steps"] = [
  { do: "connect", connection: "peer" },
  { do: "send", on: "peer", content: [{ unacceptable: true }] },
];

const gone: Scenario["steps"] = [...peer, { do: "close", on: "peer" }];

const released: Partial<Scenario> = {
  steps: [...gone, { do: "sample", label: "before" }, ...gone, { do: "sample", label: "after" }],
  checks: [
    {
      id: "released",
      level: "MUST",
      kind: "growth",
      of: "descriptors",
      from: "before",
      to: "after",
      atMost: 2,
      statement: "Descriptors are released.",
      source: "CWE-775",
    },
  ],
};

test("a proxy must release the descriptors of a peer that has gone", () => {
  expect(whyNotAs("proxy", { ...echo, ...released })).toBeNull();
});

test.each<readonly [string, Partial<Scenario>]>([
  ["no datagrams", { steps: [{ do: "openSockets", sockets: "main" }] }],
  ["no Unix-domain socket", { transports: ["unix"] }],
  ["no Unix-domain socket", { transports: ["unix"], start: { socketPathBytes: 107 } }],
  ["measures a server", { figures: [{ id: "rate", kind: "rate", load: "load", title: "Rate" }] }],
  ["process 1", { start: { asInit: true } }],
  [
    "only half-closed",
    {
      ...released,
      steps: [
        ...gone,
        { do: "sample", label: "before" },
        ...peer,
        { do: "sample", label: "after" },
      ],
    },
  ],
  [
    "may keep some for the next ones",
    {
      ...released,
      steps: [{ do: "sample", label: "before" }, ...gone, { do: "sample", label: "after" }],
    },
  ],
])("a proxy is not asked what is about a server alone: %s", (why, facts) => {
  const scenario: Scenario = { ...echo, ...facts };
  expect(whyNotAs("proxy", scenario)).toContain(why);
  expect(rolesOf(scenario)).toEqual(["server"]);
});
