import { describe, expect, test } from "vitest";
import { catalogue } from "../../../scenarios/catalogue.ts";
import { allChecks, epilogueChecks } from "../../scenario/epilogue.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { formatDiagram } from "./diagram.ts";
import { formatExplanation } from "./explanation.ts";

const scenario: Scenario = {
  id: "echo/by-hand",
  title: "A message comes back",
  why: "It is what an echo server is for. Everything else rests on it.",
  sources: ["RFC 862", "Protocol contract"],
  roles: ["server"],
  protocols: ["framed", "stream"],
  claims: ["many-frames", "half-close"],
  steps: [{ do: "connect", connection: "main" }],
  stimulus: [
    { kind: "resets", atLeast: 1, because: "the server saw a reset" },
    { kind: "zeroWindow", host: "client", because: "the client advertised a zero window" },
  ],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "It comes back unchanged.",
      source: "RFC 862, TCP based echo service",
    },
    {
      id: "kept",
      level: "SHOULD",
      kind: "staysOpen",
      on: "main",
      statement: "The connection stays open.",
      source: "Protocol contract",
    },
  ],
  afterwards: "exited",
};

test("an explanation says what happens, why, and what is required", () => {
  expect(formatExplanation(scenario).split("\n")).toEqual([
    "echo/by-hand",
    "A message comes back.",
    "",
    "It is what an echo server is for. Everything else rests on it.",
    "",
    "Sources: RFC 862; Protocol contract",
    "Protocols: framed, stream, over TCP and Unix-domain sockets. Needs: many-frames, half-close.",
    "Roles: server, proxy.",
    "Virtual time: yes.",
    "",
    ...formatDiagram(scenario).split("\n"),
    "",
    "The verdict counts only if",
    "  the server saw a reset",
    "  the client advertised a zero window",
    "",
    "Checks",
    "  MUST   echoed: It comes back unchanged.",
    "         RFC 862, TCP based echo service",
    "  SHOULD kept: The connection stays open.",
    "         Protocol contract",
    "  MUST   nothing-beyond: No byte is sent that was not owed at that moment.",
    "         RFC 862, TCP based echo service: data received is sent back, and nothing else",
  ]);
});

test("a scenario that needs no claim says so", () => {
  const { claims: _, ...modest } = scenario;
  expect(formatExplanation(modest)).toContain("Needs: nothing in particular.");
});

test("a scenario of one protocol says what its servers must do", () => {
  const page = formatExplanation({ ...scenario, protocols: ["socketio"] });
  expect(page).toContain("What a server of socketio must do: Serve WebSocket at /socket.io/.");
});

test("a scenario without conditions says nothing of them", () => {
  expect(formatExplanation({ ...scenario, stimulus: [] })).not.toContain("counts only");
});

test("checks of every situation are reported where they are required", () => {
  const page = formatExplanation({ ...scenario, afterwards: "alive" });
  for (const { id, statement } of epilogueChecks) {
    expect(page).toContain(`${id}: ${statement}`);
  }
});

describe("the reason", () => {
  const reasonOf = (why: string) => {
    const lines = formatExplanation({ ...scenario, why }).split("\n");
    return lines.slice(3, lines.indexOf("", 3));
  };

  test("is broken at 80 columns, between words", () => {
    const why = Array.from({ length: 60 }, (_, index) => `word${index}`).join(" ");
    const lines = reasonOf(why);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join(" ")).toBe(why);
    for (const [index, line] of lines.entries()) {
      expect(line.length).toBeLessThanOrEqual(80);
      const [next] = lines[index + 1]?.split(" ") ?? [];
      expect(next === undefined || line.length + 1 + next.length > 80).toBe(true);
    }
  });

  test("fits a line of exactly 80 columns", () => {
    const why = `${"x".repeat(39)} ${"y".repeat(40)}`;
    expect(reasonOf(why)).toEqual([why]);
    expect(reasonOf(`${why}y`)).toHaveLength(2);
  });

  test("keeps a word whole that is longer than a line", () => {
    expect(reasonOf(`see ${"x".repeat(100)} there`)).toEqual(["see", "x".repeat(100), "there"]);
  });
});

test.each(catalogue)("$id is explained with all its checks", (explained) => {
  const page = formatExplanation(explained);
  expect(page).not.toMatch(/undefined|\[object/);
  for (const { id, source } of allChecks(explained)) {
    expect(page).toContain(` ${id}: `);
    expect(page).toContain(source);
  }
});
