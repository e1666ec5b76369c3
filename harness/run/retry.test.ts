import { describe, expect, test } from "vitest";
import type { CaseResult } from "../journal/case-result.ts";
import type { PlannedCase } from "../plan/plan.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { implementationOf, planOf } from "./fixtures/small-run.ts";
import { retryCases } from "./retry.ts";
import type { RunOutcome } from "./run-options.ts";
import { emptyCase } from "./skipped.ts";

const plan = planOf([implementationOf("steady"), implementationOf("shaky")]);

/** What each attempt at the case of an implementation gives; the last goes on. */
type Script = Readonly<Record<string, readonly Verdict[]>>;

function outcomeOf(cases: readonly PlannedCase[], script: Script, session: number): RunOutcome {
  const results = cases.map((planned): CaseResult => {
    const verdicts = script[planned.implementation.name] ?? [];
    const verdict = verdicts[planned.attempt - 1] ?? verdicts.at(-1) ?? "pass";
    const { result } = emptyCase(planned, { labKind: "loopback" }, { verdict, reason: null });
    return { ...result, session };
  });
  return { cases: results, sessions: [], interrupted: false, stopped: null, labFailure: null };
}

async function retry(script: Script, retries: number, change: Partial<RunOutcome> = {}) {
  const rounds: (readonly PlannedCase[])[] = [];
  const outcome = await retryCases(outcomeOf(plan, script, 1), {
    plan,
    retries,
    isWorthAnother: ({ counted }) => counted.verdict === "fail",
    runAlone: async (again, sessionsBefore) => {
      rounds.push(again);
      return { ...outcomeOf(again, script, sessionsBefore + 1), ...change };
    },
  });
  const verdicts = outcome.cases.map(
    (result) => `${result.implementation} ${result.attempt} ${result.verdict}`,
  );
  return { outcome, verdicts, rounds };
}

describe("running failed cases again", () => {
  test("ends when they pass, and shows every attempt", async () => {
    const { verdicts, rounds } = await retry({ shaky: ["fail", "fail", "pass"] }, 5);
    expect(verdicts).toEqual(["steady 1 pass", "shaky 1 fail", "shaky 2 fail", "shaky 3 pass"]);
    expect(rounds).toHaveLength(2);
  });

  test("ends after as many times as were asked for", async () => {
    const { verdicts } = await retry({ shaky: ["fail"] }, 2);
    expect(verdicts).toEqual(["steady 1 pass", "shaky 1 fail", "shaky 2 fail", "shaky 3 fail"]);
  });

  test("sends the same bytes, and changes nothing but the attempt", async () => {
    const { rounds } = await retry({ shaky: ["fail", "pass"] }, 1);
    expect(rounds).toEqual([[{ ...plan[1], attempt: 2 }]]);
  });

  test("goes on where an interrupted run had got to", async () => {
    const script: Script = { shaky: ["fail", "fail", "fail"] };
    const [first] = outcomeOf(plan.slice(1), script, 1).cases;
    const second = outcomeOf([{ ...(plan[1] as PlannedCase), attempt: 2 }], script, 7).cases;
    const before = { ...outcomeOf(plan.slice(0, 1), script, 1) };
    const cases = [...before.cases, ...(first === undefined ? [] : [first]), ...second];
    const seen: [number | undefined, number][] = [];
    await retryCases(
      { ...before, cases },
      {
        plan,
        retries: 2,
        isWorthAnother: ({ counted }) => counted.verdict === "fail",
        runAlone: async (again, sessionsBefore) => {
          seen.push([again[0]?.attempt, sessionsBefore]);
          return outcomeOf(again, script, sessionsBefore + 1);
        },
      },
    );
    expect(seen).toEqual([[3, 7]]);
  });

  test("ends when as many cases as are allowed have been run again", async () => {
    const script: Script = { steady: ["fail"], shaky: ["fail"] };
    const rounds: (readonly PlannedCase[])[] = [];
    await retryCases(outcomeOf(plan, script, 1), {
      plan,
      retries: 5,
      casesMax: 3,
      isWorthAnother: ({ counted }) => counted.verdict === "fail",
      runAlone: async (again, sessionsBefore) => {
        rounds.push(again);
        return outcomeOf(again, script, sessionsBefore + 1);
      },
    });
    expect(rounds.map(({ length }) => length)).toEqual([2, 1]);
  });

  test("does not take place without failures", async () => {
    expect((await retry({ shaky: ["inconclusive"] }, 3)).rounds).toEqual([]);
  });

  test("does not take place when it is not asked for", async () => {
    expect((await retry({ shaky: ["fail"] }, 0)).rounds).toEqual([]);
  });

  test("ends when it is interrupted", async () => {
    const { outcome, rounds } = await retry({ shaky: ["fail"] }, 3, { interrupted: true });
    expect(rounds).toHaveLength(1);
    expect(outcome.interrupted).toBe(true);
  });

  test("ends when a lab does not open, and says so", async () => {
    const labFailure = new Error("no lab");
    const { outcome, rounds } = await retry({ shaky: ["fail"] }, 3, { labFailure });
    expect(rounds).toHaveLength(1);
    expect(outcome.labFailure).toBe(labFailure);
  });
});
