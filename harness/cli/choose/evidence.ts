import { join } from "node:path";
import { type ProgramOptions, runProgram } from "../../host/run-program.ts";
import type { EvidenceOptions } from "../../run/evidence/options.ts";
import { UsageError } from "../exit-status.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { projectRoot } from "./bundled-names.ts";

/** The compiler takes 10 s for it on a busy core. */
const buildTimeoutMs = 120_000;

/** What is kept, but for where: no run has a folder before its words are understood. */
export type EvidenceChoice = Omit<EvidenceOptions, "folder">;

/**
 * @returns what is kept beside histories; null for nothing.
 * @throws {UsageError} where the options contradict each other.
 */
export function chooseEvidence({
  evidence,
  strace = false,
}: Pick<RunFlags, "evidence" | "strace">): EvidenceChoice | null {
  if (evidence === "off" && strace) {
    throw new UsageError(
      "--strace records system calls as evidence, and --evidence off keeps none. Drop one of them.",
    );
  }
  return evidence === "off" ? null : { keep: evidence, systemCalls: strace };
}

/**
 * Builds what records segments, if it is missing or was changed; where it cannot be built the
 * evidence says so.
 *
 * @param folder the run's.
 */
export async function prepareEvidence(
  choice: EvidenceChoice | null,
  folder: string,
  { environment, signal }: Pick<ProgramOptions, "environment" | "signal">,
): Promise<EvidenceOptions | null> {
  if (choice === null) {
    return null;
  }
  const directory = `--directory=${join(projectRoot, "harness", "lab", "wire", "observer")}`;
  const options = { environment, timeoutMs: buildTimeoutMs, signal };
  await runProgram(["make", "--silent", directory], options).catch(() => {});
  return { ...choice, folder: join(folder, "evidence") };
}
