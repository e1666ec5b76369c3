import { join } from "node:path";
import { nativeRoot } from "../../host/package/native-root.ts";
import { isPrebuilt } from "../../host/package/prebuilt.ts";
import { runProgram } from "../../host/run-program.ts";
import type { EvidenceOptions } from "../../run/evidence/options.ts";
import { UsageError } from "../exit-status.ts";
import type { RunFlags } from "../options/run-flags.ts";

/** The compiler takes 10 s for it on a busy core. */
const buildTimeoutMs = 120_000;

/** Evidence options without the folder, which does not exist before the command line is parsed. */
export type EvidenceChoice = Omit<EvidenceOptions, "folder">;

/**
 * @returns the evidence to keep beside histories; null for none.
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
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<EvidenceOptions | null> {
  if (choice === null) {
    return null;
  }
  if (!isPrebuilt()) {
    const directory = `--directory=${join(nativeRoot(), "harness", "lab", "wire", "observer")}`;
    const options = { environment, timeoutMs: buildTimeoutMs, signal };
    await runProgram(["make", "--silent", directory], options).catch(() => {});
  }
  return { ...choice, folder: join(folder, "evidence") };
}
