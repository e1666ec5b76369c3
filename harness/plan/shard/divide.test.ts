import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Implementation } from "../../implementation/manifest.ts";
import { isImpaired } from "../../network/network.ts";
import { bundledNetworks, clean } from "../../network/profiles.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { interleave } from "../interleave.ts";
import { allAbilities, type PlannedCase, planCases } from "../plan.ts";
import { type CaseTime, elapsedMs, occupiedMs, sumOf, timeOf } from "./cost.ts";
import { dividePlan } from "./divide.ts";

/** A scenario that waits so many ms. */
function scenario(id: string, waitMs: number): Scenario {
  return {
    id,
    title: "A message comes back",
    why: "It is what an echo server is for. Everything else rests on it.",
    sources: ["Protocol contract"],
    roles: ["server"],
    links: "any",
    steps: [{ do: "pause", duration: { ms: waitMs } }],
    stimulus: [],
    checks: [],
  };
}

function implementation(name: string): Implementation {
  return {
    name,
    role: "server",
    protocols: ["framed"],
    command: ["./echo", "{port}"],
    maxFrameBytes: 1024,
    claims: [],
    readyTimeoutMs: 5000,
    folder: `/impls/${name}`,
  };
}

interface Counts {
  readonly scenarios: number;
  readonly implementations: number;
  readonly networks: number;
  readonly repetitions: number;
  readonly seed: number;
}

function planOf({ scenarios, implementations, networks, repetitions, seed }: Counts) {
  const upTo = (count: number) => Array.from({ length: count }, (_, number) => number);
  return planCases({
    abilities: allAbilities,
    scenarios: upTo(scenarios).map((number) => scenario(`area/s${number}`, 400 * number)),
    implementations: upTo(implementations).map((number) => implementation(`i${number}`)),
    networks: [clean, ...bundledNetworks().filter(isImpaired)].slice(0, networks),
    repetitions,
    seed,
  });
}

const counts = fc.record({
  scenarios: fc.integer({ min: 1, max: 12 }),
  implementations: fc.integer({ min: 1, max: 4 }),
  networks: fc.integer({ min: 1, max: 5 }),
  repetitions: fc.integer({ min: 1, max: 4 }),
  seed: fc.integer({ min: 0, max: 99 }),
});

const measurement = ({ scenario, network }: PlannedCase) => `${scenario.id} ${network.name}`;

function shardsOf(plan: readonly PlannedCase[], division: Uint32Array) {
  return Map.groupBy(plan, (_, place) => division[place] ?? 0);
}

const estimated = (planned: PlannedCase) => timeOf(planned);

describe("the shards of a plan", () => {
  const divisions = fc.record({
    counts,
    of: fc.integer({ min: 1, max: 40 }),
    together: fc.constantFrom(undefined, measurement),
  });

  test("are all of it, each case once, for any number of shards", () => {
    fc.assert(
      fc.property(divisions, ({ counts, of, together }) => {
        const plan = planOf(counts);
        const shards = shardsOf(plan, dividePlan(plan, { of, timeOf: estimated, together }));
        expect([...shards.keys()].every((shard) => shard >= 1 && shard <= of)).toBe(true);
        const union = [...shards.values()].flat().sort((a, b) => a.index - b.index);
        expect(union).toEqual(plan);
      }),
    );
  });

  test("depend on the plan alone", () => {
    fc.assert(
      fc.property(divisions, ({ counts, of, together }) => {
        const [once, again] = [planOf(counts), planOf(counts)].map((plan) =>
          dividePlan(plan, { of, timeOf: estimated, together }),
        );
        expect(once).toEqual(again);
      }),
    );
  });

  test("keep together what is compared, in whatever order it is played", () => {
    fc.assert(
      fc.property(divisions, ({ counts, of }) => {
        const plan = interleave(planOf(counts), counts.seed);
        const division = dividePlan(plan, { of, timeOf: estimated, together: measurement });
        const places = Map.groupBy(plan.keys(), (place) => measurement(plan[place] as PlannedCase));
        for (const together of places.values()) {
          expect(new Set(together.map((place) => division[place])).size).toBe(1);
        }
      }),
    );
  });

  test("differ in their load by one case and the labs that they open, at most", () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 8 }), (counts, of) => {
        const plan = planOf(counts);
        const shards = shardsOf(plan, dividePlan(plan, { of, timeOf: estimated }));
        const loads = Array.from({ length: of }, (_, number) =>
          elapsedMs(sumOf((shards.get(number + 1) ?? []).map(estimated))),
        );
        const labsMs = 10_000 * counts.networks;
        const largestMs = Math.max(...plan.map((planned) => elapsedMs(estimated(planned))));
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(2 * largestMs + labsMs);
      }),
    );
  });
});

test("each shard gets its part of the processor time, and of the waits", () => {
  const plan = planOf({ scenarios: 9, implementations: 4, networks: 1, repetitions: 9, seed: 1 });
  // What computes longest waits least, in an order that is not that of the plan.
  const times = plan.map(({ index }): CaseTime => {
    const part = ((7 * index) % 31) / 31;
    return { processorMs: 2000 * part ** 2, waitMs: 6000 * (1 - part) };
  });
  const time = ({ index }: PlannedCase) => times[index] ?? sumOf([]);
  const shards = shardsOf(plan, dividePlan(plan, { of: 4, timeOf: time }));
  const sums = [...shards.values()].map((own) => sumOf(own.map(time)));
  const all = sumOf(times);
  expect(sums).toHaveLength(4);
  for (const sum of sums) {
    expect(sum.processorMs).toBeLessThan(1.05 * (all.processorMs / 4));
    expect(occupiedMs(sum)).toBeLessThan(1.05 * (occupiedMs(all) / 4));
  }
});

test("networks stay together: each cut adds one lab at most", () => {
  fc.assert(
    fc.property(counts, fc.integer({ min: 1, max: 8 }), (counts, of) => {
      const plan = planOf(counts);
      const shards = shardsOf(plan, dividePlan(plan, { of, timeOf: estimated }));
      const labs = [...shards.values()].map(
        (own) => new Set(own.map(({ network }) => network.name)).size,
      );
      const sum = labs.reduce((sum, count) => sum + count, 0);
      expect(sum).toBeGreaterThanOrEqual(counts.networks);
      expect(sum).toBeLessThan(counts.networks + of);
    }),
  );
});

test("proxies stay together, whose labs have a second wire", () => {
  const proxy = { ...implementation("proxy"), role: "proxy" as const };
  const plan = planCases({
    abilities: allAbilities,
    scenarios: Array.from({ length: 12 }, (_, number) => ({
      ...scenario(`area/s${number}`, 400),
      roles: ["server", "proxy"] as const,
    })),
    implementations: [implementation("a"), implementation("b"), implementation("c"), proxy],
    networks: [clean],
    repetitions: 1,
    seed: 1,
  });
  const division = dividePlan(plan, { of: 4, timeOf: estimated });
  const ofProxy = plan.flatMap(({ implementation: { role } }, place) =>
    role === "proxy" ? [division[place]] : [],
  );
  expect(ofProxy).toHaveLength(12);
  expect(new Set(ofProxy).size).toBeLessThanOrEqual(2);
});

test("more shards than cases leave some empty", () => {
  const plan = planOf({ scenarios: 2, implementations: 1, networks: 1, repetitions: 1, seed: 1 });
  expect([...dividePlan(plan, { of: 5, timeOf: estimated })].sort()).toEqual([1, 2]);
});
