import { z } from "zod";
import { evidenceDigestSchema, ownPathSchema } from "../evidence/evidence-schema.ts";
import { networkSchema } from "../network/network-schema.ts";
import type { LinkProof } from "../network/proof.ts";
import type { CaseResult, SessionResult } from "./case-result.ts";
import { type RunHeader, runSchemaVersion } from "./header.ts";
import type { EndLine, ResumeLine } from "./write.ts";

const count = z.number().int().nonnegative();
const number = z.number().int().min(1);
const verdict = z.enum(["pass", "fail", "unsupported", "inconclusive", "error"]);
const labKind = z.enum(["netns", "container", "loopback", "remote"]);
const milliseconds = z.number().nonnegative();

/** Names become parts of file names, of addresses in reports, and of commands. */
const implementationName = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "expected a name like my-echo");
const scenarioId = z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, "expected area/name");
const networkName = networkSchema.shape.name;

const digests = z.record(z.string(), z.string());

const planDigestSchema = z.object({
  cases: count,
  implementations: digests,
  scenarios: digests,
  networks: digests,
  order: z.string(),
});

export const headerSchema: z.ZodType<RunHeader> = z.looseObject({
  schemaVersion: z.literal(runSchemaVersion),
  runId: z.string().regex(/^[\w.-]+$/, "expected a name such as 2026-01-31T12-00-00-a1b2c3"),
  startedAt: z.iso.datetime(),
  command: z.array(z.string()),
  seed: count,
  jobs: number,
  lab: z.string(),
  versions: z.record(z.string(), z.string()),
  machine: z.object({
    kernel: z.string(),
    architecture: z.string(),
    cpus: count,
    memoryBytes: count,
    guestStatePaddedToBytes: count.exactOptional(),
  }),
  implementations: z.array(
    z.object({
      name: implementationName,
      title: z.string().nullable(),
      version: z.string().nullable(),
      claims: z.array(z.string()),
    }),
  ),
  networks: z.array(networkSchema),
  asked: z
    .object({
      implementations: z.array(z.string()),
      command: z.array(z.string()).nullable(),
      options: z.record(z.string(), z.unknown()),
    })
    .exactOptional(),
  plan: planDigestSchema.exactOptional(),
  regradedFrom: z.string().exactOptional(),
});

const checkResultSchema = z.object({
  id: z.string(),
  level: z.enum(["MUST", "SHOULD"]),
  status: z.enum(["pass", "fail", "unsupported", "inconclusive"]),
  statement: z.string(),
  source: z.string(),
  observed: z.string(),
  expected: z.string(),
  brokeAtMs: z.number().nullable(),
});

const stimulusResultSchema = z.object({
  kind: z.string(),
  because: z.string(),
  status: z.enum(["held", "missed", "hidden"]),
  observed: z.string(),
});

export const caseSchema: z.ZodType<CaseResult> = z.looseObject({
  index: count,
  implementation: implementationName,
  scenario: scenarioId,
  network: networkName,
  lab: labKind,
  kernel: z.string(),
  congestionControl: z.string(),
  session: number.nullable(),
  repetition: number,
  // What journals of before do not have: each case was tried once, and told without evidence.
  attempt: number.default(1),
  seed: count,
  verdict,
  reason: z.string().nullable(),
  unclaimed: z.boolean().default(false),
  fate: z.enum(["alive", "exited", "killed", "deaf", "spinning", "leaking"]).nullable(),
  checks: z.array(checkResultSchema),
  stimulus: z.array(stimulusResultSchema),
  durationMs: milliseconds,
  demandedWaitMs: milliseconds,
  history: ownPathSchema.nullable(),
  evidence: ownPathSchema.nullable().default(null),
  digest: evidenceDigestSchema.nullable().exactOptional(),
});

const counters = z.record(z.string(), z.number());
const traffic = z.object({
  packets: z.number(),
  bytes: z.number(),
  sequenced: z.number(),

  again: z.number(),
  // Absent in journals of before it was counted.
  unremembered: z.number().default(0),
});
const directionObservation = z.object({ entered: traffic, left: traffic, qdiscs: z.unknown() });
const linkObservation = z.object({
  up: directionObservation,
  down: directionObservation,
  segmentsAPacket: z.record(z.string(), z.number()),
  lostByFaults: z.number(),
  client: counters,
  server: counters,
});

const proofSchema: z.ZodType<LinkProof> = z.object({
  items: z.array(
    z.object({ what: z.string(), expected: z.string(), found: z.string(), holds: z.boolean() }),
  ),
  unproven: z.string().nullable(),
  observed: z.object({ bare: linkObservation, after: linkObservation }).nullable(),
});

export const sessionSchema: z.ZodType<SessionResult> = z.looseObject({
  session: number,
  lab: labKind,
  network: networkName,
  kernel: z.string(),
  proof: proofSchema.nullable(),
  openedInMs: milliseconds,
  driverPeakBytes: count,
  durationMs: milliseconds,
  waitedMs: milliseconds,
  controls: z.array(
    z.object({
      implementation: implementationName,
      scenario: scenarioId,
      expected: verdict,
      verdict,
      reason: z.string().nullable(),
    }),
  ),
  broken: z.string().nullable(),
});

export const endSchema: z.ZodType<EndLine> = z.looseObject({
  wallMs: milliseconds,
  interrupted: z.boolean(),
});

export const resumeSchema: z.ZodType<ResumeLine> = z.looseObject({
  resumedAt: z.iso.datetime(),
  jobs: number,
  wallMsBefore: milliseconds,
  cutSessions: z.array(number),
});
