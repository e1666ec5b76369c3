import { randomBytes } from "node:crypto";
import { arch, availableParallelism, release, totalmem } from "node:os";
import type { Implementation } from "../implementation/manifest.ts";
import type { Prepared } from "../implementation/prepare.ts";
import {
  type RunHeader,
  type RunRequest,
  runSchemaVersion,
  type ShardPart,
} from "../journal/header.ts";
import { digestPlan } from "../journal/resume/plan.ts";
import { listPlan } from "../journal/rows/planned.ts";
import { countOf } from "../journal/shard/ranges.ts";
import { sockspecVersion } from "../journal/sockspec-version.ts";
import type { Network } from "../network/network.ts";
import type { PlannedCase } from "../plan/plan.ts";
import type { LabChoice } from "./lab-choice.ts";
import { defaultJobs } from "./lab-count.ts";

export function makeRunId(startedAt: Date): string {
  const stamp = startedAt.toISOString().replace(/[:.]/g, "-").slice(0, 19);
  return `${stamp}-${randomBytes(3).toString("hex")}`;
}

export interface HeaderFacts {
  readonly runId: string;
  /** The words of the command line that asked for the run. */
  readonly commandLine: readonly string[];
  /** The absolute folder in which it was typed. Default: not known. */
  readonly workingFolder?: string;
  readonly asked: RunRequest;
  /** `jobs` is missing where the number of labs was left to us. */
  readonly flags: { readonly seed: number; readonly jobs?: number };
  readonly lab: LabChoice;
  readonly implementations: readonly Implementation[];
  readonly networks: readonly Network[];
  /** Scenarios that were left out on request, by id. Default: none. */
  readonly excluded?: readonly string[];
  /** All of it, also what other shards play. */
  readonly plan: readonly PlannedCase[];
  /** The part of it that is played. Default: all. */
  readonly shard?: ShardPart | undefined;
  readonly prepared: ReadonlyMap<string, Prepared>;
  /** Of the load client. Default: it was not calibrated. */
  readonly calibration?: RunHeader["calibration"] | undefined;
  /** See {@link GuestXstate}; null if no guest is needed. */
  readonly guestStatePaddedToBytes: number | null;
}

export function makeHeader(startedAt: Date, facts: HeaderFacts): RunHeader {
  const { asked, flags, lab, plan, shard, prepared, implementations } = facts;
  const versions = new Map([...prepared].map(([name, { version }]) => [name, version]));
  return {
    schemaVersion: runSchemaVersion,
    runId: facts.runId,
    startedAt: startedAt.toISOString(),
    command: facts.commandLine,
    ...(facts.workingFolder === undefined ? {} : { workingFolder: facts.workingFolder }),
    seed: flags.seed,
    jobs: flags.jobs ?? defaultJobs(lab.kind, shard ? countOf(shard.cases) : plan.length).most,
    lab: lab.kind,
    versions: { sockspec: sockspecVersion, node: process.versions.node },
    machine: {
      kernel: release(),
      architecture: arch(),
      cpus: availableParallelism(),
      memoryBytes: totalmem(),
      ...(facts.guestStatePaddedToBytes !== null && {
        guestStatePaddedToBytes: facts.guestStatePaddedToBytes,
      }),
    },
    networks: facts.networks,
    implementations: implementations.map(({ claims, pair, ...implementation }) => ({
      ...describe(implementation, versions),
      claims,
      ...(pair === undefined
        ? {}
        : {
            pair: {
              client: describe(pair.client, versions),
              server: describe(pair.server, versions),
              ...(pair.through === undefined
                ? {}
                : { proxy: describe(pair.through.proxy, versions) }),
            },
          }),
    })),
    ...(facts.excluded === undefined || facts.excluded.length === 0
      ? {}
      : { excluded: [...facts.excluded] }),
    ...(facts.calibration === undefined ? {} : { calibration: facts.calibration }),
    asked,
    plan: digestPlan({ plan, implementations, versions, kernelFor: lab.kernelFor }),
    planned: listPlan(plan),
    ...(shard === undefined ? {} : { shard }),
  };
}

function describe(
  { name, title }: Pick<Implementation, "name" | "title">,
  versions: ReadonlyMap<string, string | null>,
) {
  return { name, title: title ?? null, version: versions.get(name) ?? null };
}
