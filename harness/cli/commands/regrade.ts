import { messageOf } from "../../host/message-of.ts";
import { type JournalContents, readJournal } from "../../journal/read.ts";
import { type RegradedRun, regradeRun } from "../../journal/regrade/run.ts";
import { writeRegraded } from "../../journal/regrade/write.ts";
import { isDigestOf } from "../../journal/resume/played.ts";
import { startPaint } from "../../report/terminal/glyphs.ts";
import { formatRegraded } from "../../report/terminal/regrade-screen.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { knownScenarios } from "../choose/scenarios.ts";
import { type ExitStatus, exitStatus, UsageError } from "../exit-status.ts";
import { findRun } from "../find-run.ts";
import { findProtocol } from "../options/protocol.ts";
import { screenOf } from "../reporters/screen.ts";

export interface RegradeFlags {
  readonly scenarios?: string;
  readonly protocol?: string;
  readonly output: string;
  readonly write?: boolean;
}

/**
 * Judges the stored histories of a run again, with the checks as they are now.
 *
 * @param word the run's folder, or its id.
 * @returns 0 where nothing differs, 1 where something does, 3 where a history could not be read.
 * @throws {UsageError | InvalidJournalError}
 */
export async function runRegrade(word: string, flags: RegradeFlags): Promise<ExitStatus> {
  const folder = findRun(word, flags.output);
  const stored = readJournal(folder);
  findProtocol(flags);
  const all = await knownScenarios(flags.scenarios);
  const scenarios = new Map(all.map((scenario) => [scenario.id, scenario]));
  const regraded = regradeRun(folder, stored, scenarios);
  for (const changed of changedScenarios(stored, scenarios)) {
    console.log(`${changed} has changed since it was played`);
  }
  console.log(formatRegraded(regraded, startPaint(screenOf(process.stdout).coloured)));
  if (flags.write === true) {
    console.log(write(folder, stored, regraded));
  }
  if (regraded.judged.some(({ differences }) => differences.length > 0)) {
    return exitStatus.requirementFailed;
  }
  const isUnread = regraded.kept.some(({ why }) => why === "unreadable");
  return isUnread ? exitStatus.noVerdict : exitStatus.asExpected;
}

/** Their histories are of other steps than those that are judged now. */
function changedScenarios(
  { header, cases }: Pick<JournalContents, "header" | "cases">,
  scenarios: ReadonlyMap<string, Scenario>,
): readonly string[] {
  const ids = [...new Set(cases.map(({ scenario }) => scenario))];
  return ids.filter((id) => {
    const before = header.plan?.scenarios[id];
    const now = scenarios.get(id);
    return before !== undefined && now !== undefined && !isDigestOf(before, now);
  });
}

function write(folder: string, stored: JournalContents, { judged }: RegradedRun): string {
  const different = judged.filter(({ differences }) => differences.length > 0);
  if (different.length === 0) {
    return "nothing written: no differences";
  }
  try {
    const target = writeRegraded(
      folder,
      stored,
      different.map(({ regraded }) => regraded),
    );
    return `stored in ${target}; the old run is unchanged`;
  } catch (cause) {
    const found = messageOf(cause);
    throw new UsageError(
      `--write: cannot store a new run next to ${folder}: ${found}. ` +
        "Check that the folder is writable and has free space.",
      { cause },
    );
  }
}
