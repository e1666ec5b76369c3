import { join } from "node:path";
import { runProgram } from "../../host/run-program.ts";
import type { EvidenceOptions } from "../../run/evidence/options.ts";
import { UsageError } from "../exit-status.ts";
import { projectRoot } from "./bundled-names.ts";
import type { RunFlags } from "./run-flags.ts";

const choices = ["off", "on-failure", "all"] as const;

/** The compiler takes 10 s for it on a busy core. */
const buildTimeoutMs = 120_000;

/** What is kept, but for where: no run has a folder before its words are understood. */
export type EvidenceChoice = Omit<EvidenceOptions, "folder">;

/**
 * @returns what is kept beside histories; null for nothing.
 * @throws {UsageError} for words that say nothing.
 */
export function chooseEvidence({
  evidence = "on-failure",
  strace = false,
}: Pick<RunFlags, "evidence" | "strace">): EvidenceChoice | null {
  const keep = choices.find((one) => one === evidence);
  if (keep === undefined) {
    throw new UsageError(
      `--evidence ${evidence}: expected one of ${choices.join(", ")}. Leave it out for on-failure.`,
    );
  }
  if (keep === "off" && strace) {
    throw new UsageError(
      "--strace records system calls as evidence, and --evidence off keeps none. Drop one of them.",
    );
  }
  return keep === "off" ? null : { keep, systemCalls: strace };
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
  environment: Readonly<Record<string, string>>,
): Promise<EvidenceOptions | null> {
  if (choice === null) {
    return null;
  }
  const directory = `--directory=${join(projectRoot, "harness", "lab", "wire", "observer")}`;
  const options = { environment, timeoutMs: buildTimeoutMs };
  await runProgram(["make", "--silent", directory], options).catch(() => {});
  return { ...choice, folder: join(folder, "evidence") };
}
