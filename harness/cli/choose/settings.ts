import type { LabChoice } from "../../run/lab-choice.ts";
import { chooseGate, type GateChoice } from "../gate/flags.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { chooseReporters } from "../reporters/reporters.ts";
import type { ReporterRequests } from "../reporters/requests.ts";
import type { Subject } from "../subject/subject.ts";
import { chooseEvidence, type EvidenceChoice } from "./evidence.ts";
import { chooseLab } from "./lab.ts";

/** The words of the command line, parsed. */
export interface TypedRun {
  /** Implementations, as the user calls them. */
  readonly names: readonly string[];
  /** The words after `--`, or null. */
  readonly command: readonly string[] | null;
  readonly flags: RunFlags;
}

/** The choices that do not depend on implementations or scenarios. */
export interface RunSettings {
  readonly runId: string;
  readonly signal: AbortSignal;
  readonly subject: Subject;
  readonly requests: ReporterRequests;
  readonly evidence: EvidenceChoice | null;
  readonly lab: LabChoice;
  readonly gate: GateChoice;
}

/** @throws errors for invalid input, each with a code that maps to status 2. */
export async function chooseSettings(
  flags: RunFlags,
  { runId, signal, subject }: Pick<RunSettings, "runId" | "signal" | "subject">,
): Promise<RunSettings> {
  const requests = chooseReporters(flags);
  const evidence = chooseEvidence(flags);
  const lab = await chooseLab(flags, { runId, signal });
  const gate = await chooseGate(flags, () => subject.catalogue(flags));
  return { runId, signal, subject, requests, evidence, lab, gate };
}
