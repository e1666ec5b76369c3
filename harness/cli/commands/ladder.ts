import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectionStates } from "../../evidence/states/connection-states.ts";
import { messageOf } from "../../host/message-of.ts";
import { caseFilesOf, readEvidence, readHistory } from "../../journal/case-files.ts";
import { brokenCheck } from "../../report/pictures/ladder/broken.ts";
import { ladder } from "../../report/pictures/ladder/ladder.ts";
import { readCaptures } from "../../report/pictures/ladder/options.ts";
import { formatStates } from "../../report/states/text.ts";
import { knownScenarios } from "../choose/scenarios.ts";
import { type ExitStatus, exitStatus, UsageError } from "../exit-status.ts";
import { findRun } from "../find-run.ts";
import { findProtocol } from "../options/protocol.ts";
import { readSparingly } from "../spare-memory.ts";
import { isStandardOutput } from "../standard-output.ts";
import { chooseCase, nameOf } from "../stored-case.ts";

export interface LadderFlags {
  /** `-` for standard output. Default: beside the case's history. */
  readonly out?: string;
  readonly scenarios?: string;
  readonly protocol?: string;
  readonly output: string;
}

/**
 * Draws one case of a stored run.
 *
 * @param words parts of the case's name, all of which it must have.
 * @throws {UsageError | InvalidJournalError}
 */
export async function runLadder(
  run: string,
  words: readonly string[],
  flags: LadderFlags,
): Promise<ExitStatus> {
  findProtocol(flags);
  const folder = findRun(run, flags.output);
  const result = chooseCase(readSparingly(folder).cases, words);
  const history = readHistory({ folder }, result);
  if (history === null || result.history === null) {
    const why = result.reason ?? "it was not stored";
    throw new UsageError(
      `Expected a case with a history, found ${nameOf(result)} without one: ${why}. Name another case.`,
    );
  }
  const evidence = readEvidence({ folder }, result);
  const scenarios = await knownScenarios(flags.scenarios);
  const svg = ladder({
    title: `${nameOf(result)}: ${result.verdict}`,
    history,
    evidence,
    captures: readCaptures(evidence, caseFilesOf(folder).file),
    broken: brokenCheck(
      result.checks,
      scenarios.find(({ id }) => id === result.scenario),
    ),
  });
  const file = flags.out ?? join(folder, result.history.replace(/\.json$/, ".ladder.svg"));
  if (isStandardOutput(file)) {
    process.stdout.write(`${svg}\n`);
  } else {
    write(file, `${svg}\n`);
    console.log(`drawn in ${file}`);
    for (const line of formatStates(connectionStates(evidence?.sockets ?? []), history)) {
      console.log(line);
    }
  }
  return exitStatus.asExpected;
}

function write(file: string, svg: string): void {
  try {
    writeFileSync(file, svg);
  } catch (cause) {
    const found = messageOf(cause);
    throw new UsageError(
      `The picture cannot be written to ${file}: ${found}. Name another file with -o FILE.`,
      {
        cause,
      },
    );
  }
}
