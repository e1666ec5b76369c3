import { z } from "zod";
import type { Parsed } from "../history/parsed.ts";
import { caseNetworkSchema } from "../network/network-schema.ts";
import { implementationNameSchema, networkNameSchema, scenarioIdSchema } from "./names.ts";
import { rangesPattern } from "./shard/ranges.ts";

/** Raised when a reader of journals or of `--json` documents would misread an older one. */
export const runSchemaVersion = 1;

const count = z.number().int().nonnegative();
const digestsByName = z.record(z.string(), z.string());

/** The part of a command line that says what is run. */
const runRequestSchema = z.object({
  implementations: z.array(z.string()),
  /** The words after `--`, or null. */
  command: z.array(z.string()).nullable(),
  /** Parsed values, keyed by the names of `sockspec run`'s options. */
  options: z.record(z.string(), z.unknown()),
  /** Names of the options that a configuration file set; absent where there was none. */
  configured: z.array(z.string()).exactOptional(),
});

/** Digests of the plan, by which a resumed run detects changes. */
const planDigestSchema = z.object({
  cases: count,
  /** Digests of the manifest, the version, and the files that the command names; by name. */
  implementations: digestsByName,
  /** Digests of steps and checks without texts, by id; older digests cover texts too. */
  scenarios: digestsByName,
  /** Digests of the link's settings, by name; older digests cover texts too. */
  networks: digestsByName,
  /** Digest of the cases, their seeds, and which of them this machine cannot run. */
  order: z.string(),
});

/** Cases that differ in their implementation only. */
const plannedSituationSchema = z.object({
  scenario: scenarioIdSchema,
  network: networkNameSchema,
  repetition: z.number().int().min(1),
  implementations: z.array(implementationNameSchema),
});

export const machineSchema = z.object({
  kernel: z.string(),
  architecture: z.string(),
  cpus: count,
  memoryBytes: count,
  /**
   * Bytes that the register state of guest kernels was padded to, because this machine's kernel
   * exchanges more than they save; absent where no guest was wanted, or none needs it.
   */
  guestStatePaddedToBytes: count.exactOptional(),
});

/** Places in the plan, such as `0-3,7`. */
const rangesSchema = z.string().regex(rangesPattern, "expected places in the plan, such as 0-3,7");

/** The part of the plan that a run plays, where `--shard` divided it. */
const shardSchema = z.object({
  /** From 1. */
  number: z.number().int().min(1),
  of: z.number().int().min(1),
  cases: rangesSchema,
  /** Digest of the whole division: shards that were balanced differently do not fit together. */
  division: z.string(),
});

/** One shard of a merged run. */
const mergedShardSchema = z.object({
  number: z.number().int().min(1),
  runId: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.iso.datetime(),
  jobs: z.number().int().min(1),
  versions: z.record(z.string(), z.string()),
  machine: machineSchema,
  cases: rangesSchema,
  /** Its lab sessions are numbered one after another, behind those of the shards before it. */
  sessions: count,
  /** How often it was resumed. */
  resumed: count,
  /** The other machines on which it was resumed; absent where there were none. */
  resumedOn: z.array(machineSchema).exactOptional(),
  /** Elapsed time; null where it was cut off. */
  wallMs: z.number().nonnegative().nullable(),
  /** Why some of its cases have no result; null where all have one. */
  stopped: z.string().nullable(),
});

/** What was put together by `sockspec merge`. */
const mergedSchema = z.object({
  /** How many shards the plan was divided into; those that are not listed were missing. */
  of: z.number().int().min(1),
  division: z.string(),
  /** Ascending. */
  shards: z.array(mergedShardSchema),
});

/** Repetitions in a row, of the same cases in the same order. */
const plannedRepetitionsSchema = z.object({
  network: networkNameSchema,
  repetitions: z.object({ from: z.number().int().min(1), to: z.number().int().min(1) }),
  scenarios: z.array(plannedSituationSchema.pick({ scenario: true, implementations: true })),
});

/** One side of a pair, or the proxy between the two. */
const halfSchema = z.object({
  name: implementationNameSchema,
  title: z.string().nullable(),
  version: z.string().nullable(),
});

/** The facts needed to understand and to repeat a run. */
export const headerSchema = z.object({
  schemaVersion: z.literal(runSchemaVersion),
  runId: z.string().regex(/^[\w.-]+$/, "expected a name such as 2026-01-31T12-00-00-a1b2c3"),
  /** ISO 8601, UTC. */
  startedAt: z.iso.datetime(),
  command: z.array(z.string()),
  /** The absolute folder in which that was typed; absent in older journals. */
  workingFolder: z.string().exactOptional(),
  seed: count,
  jobs: z.number().int().min(1),
  lab: z.string(),
  versions: z.record(z.string(), z.string()),
  machine: machineSchema,
  implementations: z.array(
    z.object({
      name: implementationNameSchema,
      title: z.string().nullable(),
      /** First line of its version command; null if there is none or it failed. */
      version: z.string().nullable(),
      claims: z.array(z.string()),
      /** A client and a server that were played against each other; absent for one alone. */
      pair: z
        .object({
          client: halfSchema,
          server: halfSchema,
          /** What stood between them; absent where the client connected to the server. */
          proxy: halfSchema.exactOptional(),
        })
        .exactOptional(),
    }),
  ),
  /** The links, in full: those of files and of words are written down nowhere else. */
  networks: z.array(caseNetworkSchema),
  /** Scenarios that --exclude left out, by id; absent where it was not used. */
  excluded: z.array(scenarioIdSchema).exactOptional(),
  /** The request, which resuming repeats; absent in older journals. */
  asked: runRequestSchema.exactOptional(),
  /** Digests of that request's plan; absent in older journals. */
  plan: planDigestSchema.exactOptional(),
  /** Its cases, in their order: those without a result were not run; absent in older journals. */
  planned: z.array(z.union([plannedSituationSchema, plannedRepetitionsSchema])).exactOptional(),
  /** Absent where the run plays the whole plan; `plan` and `planned` are those of the whole anyway. */
  shard: shardSchema.exactOptional(),
  /** Absent where the run was not put together from shards. */
  merged: mergedSchema.exactOptional(),
  /**
   * Medians of round trips on a clean link, in microseconds, a round each: the load client's and
   * sockperf's, against the same server. Absent where they were not compared.
   */
  calibration: z
    .object({
      clientUs: z.array(z.number()),
      sockperfUs: z.array(z.number()),
      messageBytes: count,
    })
    .exactOptional(),
  /** The run whose histories were judged again; absent where cases were run. */
  regradedFrom: z.string().exactOptional(),
});

export type RunHeader = Parsed<typeof headerSchema>;
export type RunRequest = Parsed<typeof runRequestSchema>;
export type PlannedSituation = Parsed<typeof plannedSituationSchema>;
export type MergedFrom = Parsed<typeof mergedSchema>;
export type MergedShard = Parsed<typeof mergedShardSchema>;
export type ShardPart = Parsed<typeof shardSchema>;
export type PlannedRepetitions = Parsed<typeof plannedRepetitionsSchema>;
export type PlanDigest = Parsed<typeof planDigestSchema>;
