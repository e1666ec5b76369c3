import { describe, expect, test } from "vitest";
import { manifestSchema } from "../../implementation/manifest.ts";
import { clean } from "../../network/profiles.ts";
import { planOf } from "../../run/fixtures/small-run.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { PlanDigest } from "../header.ts";
import { digestData } from "./digest.ts";
import { asJournalled, digestNetwork, digestScenario, isDigestOf } from "./played.ts";

const scenario: Scenario = {
  id: "own/hello",
  title: "A message comes back",
  why: "A test.",
  sources: ["a test"],
  roles: ["server"],
  protocols: ["framed"],
  profiles: ["quick"],
  steps: [{ do: "connect", connection: "main" }],
  stimulus: [{ kind: "dropped", atLeast: 1, because: "A segment was lost." }],
  checks: [
    { id: "echoed", level: "MUST", kind: "echo", on: "main", statement: "It is.", source: "me" },
  ],
};

describe("the digest of a scenario is the same", () => {
  const [check] = scenario.checks;
  test.each<{ what: string; reworded: Partial<Scenario> }>([
    { what: "title", reworded: { title: "Another" } },
    { what: "reason", reworded: { why: "Another." } },
    { what: "sources", reworded: { sources: ["another", "one more"] } },
    { what: "profiles", reworded: { profiles: ["full"] } },
    {
      what: "reason of a condition",
      reworded: { stimulus: [{ kind: "dropped", atLeast: 1, because: "Another." }] },
    },
    {
      what: "text of a check",
      reworded: { checks: check ? [{ ...check, statement: "Another.", source: "you" }] : [] },
    },
  ])("with another $what", ({ reworded }) => {
    expect(digestScenario({ ...scenario, ...reworded })).toBe(digestScenario(scenario));
  });
});

describe("the digest of a scenario is another", () => {
  const [check] = scenario.checks;
  test.each<{ what: string; changed: Partial<Scenario> }>([
    { what: "steps", changed: { steps: [{ do: "connect", connection: "other" }] } },
    { what: "claims", changed: { claims: ["half-close"] } },
    { what: "way to start", changed: { start: { descriptorLimit: 64 } } },
    { what: "end", changed: { afterwards: "exited" } },
    { what: "condition", changed: { stimulus: [] } },
    { what: "level of a check", changed: { checks: check ? [{ ...check, level: "SHOULD" }] : [] } },
  ])("with another $what", ({ changed }) => {
    expect(digestScenario({ ...scenario, ...changed })).not.toBe(digestScenario(scenario));
  });
});

test("the digest of a network is of its settings", () => {
  expect(digestNetwork({ ...clean, title: "Another", source: "me" })).toBe(digestNetwork(clean));
  expect(digestNetwork({ ...clean, up: { delayMs: 1 } })).not.toBe(digestNetwork(clean));
});

describe("an older journal, whose digests cover texts", () => {
  const own = { name: "own", role: "server", protocols: ["framed"], claims: [], command: ["x"] };
  const [planned] = planOf([{ ...manifestSchema.parse(own), folder: "/" }]);
  const plan = planned === undefined ? [] : [{ ...planned, scenario, network: clean }];
  const now: PlanDigest = {
    cases: 1,
    implementations: {},
    order: "1",
    scenarios: { [scenario.id]: digestScenario(scenario) },
    networks: { clean: digestNetwork(clean) },
  };
  const older: PlanDigest = {
    ...now,
    scenarios: { [scenario.id]: digestData(scenario) },
    networks: { clean: digestData(clean) },
  };

  test("is of the same scenario while not even its texts have changed", () => {
    expect(isDigestOf(digestData(scenario), scenario)).toBe(true);
    expect(isDigestOf(digestData({ ...scenario, title: "Another" }), scenario)).toBe(false);
  });

  test("can be resumed", () => {
    expect(asJournalled(now, older, plan)).toEqual(older);
  });

  test("cannot once something has changed", () => {
    const [changed] = plan.map((planned) => ({
      ...planned,
      scenario: { ...scenario, checks: [] },
    }));
    const digests = asJournalled(now, older, changed === undefined ? [] : [changed]);
    expect(digests.scenarios).toEqual(now.scenarios);
  });
});
