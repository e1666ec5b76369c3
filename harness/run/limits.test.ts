import { describe, expect, test } from "vitest";
import {
  type ConnectionFacts,
  makeConnection,
  makeHistory,
} from "../history/fixtures/history-builder.ts";
import type { FinishedCase } from "../journal/case-result.ts";
import { clean } from "../network/profiles.ts";
import { planCases } from "../plan/plan.ts";
import { judge } from "../verdict/judge.ts";
import { implementationOf, sampled } from "./fixtures/small-run.ts";
import { startLimits } from "./limits.ts";
import { emptyCase } from "./skipped.ts";

const message = "0000000470696e67";

/** The connection at the end of a case, which sent a message. */
function probe(facts: ConnectionFacts) {
  const wait = { step: "awaitEcho", fromMs: 0, toMs: 2000, satisfied: false } as const;
  const waits = [{ ...wait, receivedBytes: 0, owedBytes: 8 }];
  return makeConnection("probe", { sent: message, waits, ...facts });
}

const endings = {
  served: { probe: makeConnection("probe", { sent: message, received: message }), main: message },
  silent: { probe: probe({}), main: "" },
  "silent at its end": { probe: probe({}), main: message },
  refused: { probe: probe({ connectError: "ECONNREFUSED", localPort: null }), main: "" },
  closed: { probe: probe({ peerEnd: { how: "fin", atMs: 1, errno: null } }), main: "" },
} as const;

type Ending = keyof typeof endings;

function finished(ending: Ending, name = "echo"): FinishedCase {
  const [planned] = planCases({
    networks: [clean],
    scenarios: [sampled],
    repetitions: 1,
    seed: 1,
    implementations: [implementationOf(name)],
    abilities: {
      startsServers: true,
      runsAsInit: true,
      leavesOutputUnread: true,
      silencesNameServer: true,
      breaksLink: true,
      cannotImpair: null,
    },
  });
  if (planned === undefined) {
    throw new Error("No case was planned.");
  }
  const facts = endings[ending];
  const main = makeConnection("main", { sent: message, received: facts.main });
  const history = makeHistory({ connections: [main, facts.probe] });
  const { result } = emptyCase(planned, { labKind: "netns" }, { verdict: "fail", reason: null });
  return { history, result: { ...result, ...judge(sampled, history) } };
}

function limitsAfter(endings: readonly Ending[], skipWedged = true) {
  const limits = startLimits({ failureLimit: null, skipWedged });
  for (const ending of endings) {
    limits.note(finished(ending));
  }
  return limits;
}

const times = (count: number, ending: Ending) => Array.from({ length: count }, () => ending);

describe("a server is wedged", () => {
  test.each<{ when: string; cases: readonly Ending[]; wedged: boolean }>([
    { when: "three cases in a row got no answer", cases: times(3, "silent"), wedged: true },
    { when: "two cases in a row got no answer", cases: times(2, "silent"), wedged: false },
    {
      when: "one between them was served",
      cases: ["silent", "silent", "served", "silent", "silent"],
      wedged: false,
    },
    { when: "eight ended unanswered", cases: times(8, "silent at its end"), wedged: true },
    { when: "seven ended unanswered", cases: times(7, "silent at its end"), wedged: false },
    { when: "connections are refused", cases: times(20, "refused"), wedged: false },
    { when: "connections are closed", cases: times(20, "closed"), wedged: false },
  ])("$when: $wedged", ({ cases, wedged }) => {
    const limits = limitsAfter(cases);
    expect(limits.whyWedged("echo") !== null).toBe(wedged);
    expect(limits.reason() !== null).toBe(wedged);
    expect(limits.whyOver()).toBeNull();
    expect(limits.whyWedged("another")).toBeNull();
  });

  test.each<{ cases: readonly Ending[]; answered: boolean }>([
    { cases: ["silent"], answered: false },
    { cases: ["silent", "refused"], answered: true },
    { cases: ["silent at its end"], answered: true },
    { cases: ["served", "silent"], answered: true },
  ])("it has answered after $cases: $answered", ({ cases, answered }) => {
    expect(limitsAfter(cases).hasAnswered("echo")).toBe(answered);
  });

  test("but not where every case is wanted", () => {
    expect(limitsAfter(times(20, "silent"), false).reason()).toBeNull();
  });

  test("and the reason names it, its cases, and the option that runs the others", () => {
    expect(limitsAfter(times(3, "silent")).reason()).toMatch(
      /^echo listens and does not answer: .* 3 cases in a row .*--keep-going/,
    );
  });
});

describe("failures end the run", () => {
  const failureLimit = { failures: 2, option: "--max-failures 2" };

  test("when there are as many as the option says, of all implementations", () => {
    const limits = startLimits({ failureLimit });
    limits.note(finished("silent", "one"));
    limits.note(finished("served", "one"));
    expect(limits.whyOver()).toBeNull();
    limits.note(finished("silent", "two"));
    const reason = `--max-failures 2 ended the run when two failed ${sampled.id} on clean`;
    expect(limits.whyOver()).toBe(reason);
    limits.note(finished("silent", "three"));
    expect(limits.reason()).toBe(reason);
  });
});
