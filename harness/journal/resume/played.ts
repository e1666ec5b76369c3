import type { Network } from "../../network/network.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { PlanDigest } from "../header.ts";
import { digestData } from "./digest.ts";

/** @returns what a plan plays, by name: each is in thousands of its cases. */
export function playedIn(plan: readonly PlannedCase[]): {
  readonly scenarios: ReadonlyMap<string, Scenario>;
  readonly networks: ReadonlyMap<string, Network>;
} {
  const scenarios = new Map<string, Scenario>();
  const networks = new Map<string, Network>();
  for (const { scenario, network } of plan) {
    scenarios.set(scenario.id, scenario);
    networks.set(network.name, network);
  }
  return { scenarios, networks };
}

/** @returns a digest of the steps and checks, independent of their texts. */
export function digestScenario(scenario: Scenario): string {
  const { title: _title, why: _why, sources: _sources, profiles: _profiles, ...played } = scenario;
  const stimulus = played.stimulus.map(({ because: _because, ...condition }) => condition);
  const checks = played.checks.map(({ statement: _statement, source: _source, ...check }) => check);
  return digestData({ ...played, stimulus, checks });
}

/** @returns a digest of the link's settings; its texts do not change it. */
export function digestNetwork({ up, down, upstream }: Network): string {
  const behind = upstream && { upstream: { up: upstream.up, down: upstream.down } };
  return digestData({ up, down, ...behind });
}

/** Whether a digest from a journal is this scenario's; that of an older one covers its texts, too. */
export function isDigestOf(digest: string, scenario: Scenario): boolean {
  return digest === digestScenario(scenario) || digest === digestData(scenario);
}

/**
 * @param now the digests of a plan.
 * @returns them, but as an older journal has them where they stand for the same.
 */
export function asJournalled(
  now: PlanDigest,
  before: PlanDigest,
  plan: readonly PlannedCase[],
): PlanDigest {
  const played = playedIn(plan);
  const scenarios = [...played.scenarios].flatMap(([id, scenario]) => {
    const digest = before.scenarios[id];
    return digest !== undefined && isDigestOf(digest, scenario) ? [[id, digest] as const] : [];
  });
  const networks = [...played.networks].flatMap(([name, network]) => {
    const digest = before.networks[name];
    return digest === digestData(network) ? [[name, digest] as const] : [];
  });
  return {
    ...now,
    scenarios: { ...now.scenarios, ...Object.fromEntries(scenarios) },
    networks: { ...now.networks, ...Object.fromEntries(networks) },
  };
}
