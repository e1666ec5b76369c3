import { readFileSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { Implementation } from "../../implementation/manifest.ts";
import type { Situation } from "../../plan/expected-wait.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import type { PlanDigest } from "../header.ts";
import { digestBytes, digestData, digestList } from "./digest.ts";
import { digestNetwork, digestScenario, playedIn } from "./played.ts";

export interface PlanFacts {
  readonly plan: readonly PlannedCase[];
  readonly implementations: readonly Implementation[];
  /** Output of version commands, by implementation; null or missing if there was none. */
  readonly versions: ReadonlyMap<string, string | null>;
  /** The kernel that a case runs on. */
  readonly kernelFor: (situation: Situation) => string;
}

/** Digests what is going to be run, so that a resumed run can be held against it. */
export function digestPlan({ plan, implementations, versions, kernelFor }: PlanFacts): PlanDigest {
  const { scenarios, networks } = playedIn(plan);
  const digests = <T>(played: ReadonlyMap<string, T>, digest: (each: T) => string) =>
    Object.fromEntries([...played].map(([name, each]) => [name, digest(each)]));
  return {
    cases: plan.length,
    implementations: Object.fromEntries(
      implementations.map((implementation) => [
        implementation.name,
        digestImplementation(implementation, versions.get(implementation.name) ?? null),
      ]),
    ),
    scenarios: digests(scenarios, digestScenario),
    networks: digests(networks, digestNetwork),
    order: digestList(orderOf(plan, kernelFor)),
  };
}

function* orderOf(
  plan: readonly PlannedCase[],
  kernelFor: PlanFacts["kernelFor"],
): Generator<readonly unknown[]> {
  for (const planned of plan) {
    const { scenario, implementation, network, index, repetition, seed, unsupported } = planned;
    const names = [scenario.id, implementation.name, network.name, kernelFor(planned)];
    yield [...names, index, repetition, seed, unsupported];
  }
}

/** Leaves out its folder: the checkout may have moved. An image is part of the version. */
function digestImplementation(
  { folder, preparedImage: _, pair, ...manifest }: Implementation,
  version: string | null,
): string {
  const files = manifest.command.flatMap((word) => ownFile(folder, word));
  const others = [pair?.client, pair?.through?.server].flatMap((side) =>
    side === undefined ? [] : [digestImplementation(side, null)],
  );
  const ofFiles = files.map((file) => digestBytes(readFileSync(file)));
  return digestData([manifest, version, ofFiles, ...others]);
}

/** Larger files are programs, whose version identifies them. */
const fileBytesMax = 64 * 1024 * 1024;

/** The programs and scripts that a command names, as far as they are the implementation's own. */
function ownFile(folder: string, word: string): readonly string[] {
  const file = resolve(folder, word);
  const above = relative(folder, file)
    .split("/")
    .filter((part) => part === "..").length;
  return above <= 1 && isFile(file) ? [file] : [];
}

/** A word may be anything, a whole script too, which is too long to be a name. */
function isFile(file: string): boolean {
  try {
    const stats = statSync(file);
    return stats.isFile() && stats.size <= fileBytesMax;
  } catch {
    return false;
  }
}
