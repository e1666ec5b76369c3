import { existsSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Command } from "commander";
import { describeFileError } from "../../host/file-error.ts";
import { makeFolder } from "../../host/folder.ts";
import { findConfig } from "../config/find.ts";
import { type ExitStatus, exitStatus, UsageError } from "../exit-status.ts";
import type { Engine } from "./engine.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { kubernetes } from "./kubernetes.ts";
import { type EngineName, engineNames } from "./names.ts";
import { parallel } from "./parallel.ts";
import { projectFacts } from "./project.ts";
import { readRunLine } from "./run-line.ts";
import { slurm } from "./slurm.ts";

const engines: Readonly<Record<EngineName, Engine>> = {
  github,
  gitlab,
  slurm,
  parallel,
  kubernetes,
};

/** The options of `sockspec ci`. */
export interface CiFlags {
  readonly shards: number;
  readonly image: string;
  /** The file to write. Default: standard output. */
  readonly output?: string;
  readonly force?: boolean;
}

/**
 * Writes the file with which an engine plays a run as shards.
 *
 * @param words those after `--`: the command line of the run; null where the configuration file says all.
 * @param program the commands that there are.
 * @throws {UsageError | CommanderError}
 */
export function runCi(
  name: string,
  words: readonly string[] | null,
  flags: CiFlags,
  program: Command,
): ExitStatus {
  const engine = engineNamed(name);
  if (words === null && findConfig(undefined, ".") === null) {
    throw new UsageError(
      `ci: expected the command line of a run after --, or a sockspec.config file here, found neither. ` +
        `Give it: sockspec ci ${name} -- run -- node server.mjs {port}`,
    );
  }
  const { shards, image, output } = flags;
  const line = readRunLine(words ?? ["run"], program);
  const file = output ?? engine.usualFile;
  const text = engine.write({ line, shards, project: projectFacts(), image, file });
  if (output === undefined) {
    process.stdout.write(text);
    return exitStatus.asExpected;
  }
  write(output, text, flags.force === true);
  console.log(`wrote ${output}\n${engine.next(output)}`);
  return exitStatus.asExpected;
}

function engineNamed(name: string): Engine {
  const known = engineNames.find((engine) => engine === name);
  if (known === undefined) {
    throw new UsageError(`ci: expected ${engineNames.join(", ")}, found "${name}".`);
  }
  return engines[known];
}

/** @throws {UsageError} */
function write(file: string, text: string, force: boolean): void {
  if (!force && existsSync(file)) {
    throw new UsageError(
      `ci: expected no file at ${file}, found one. Use --force to replace it, or leave out --output to see the text.`,
    );
  }
  try {
    makeFolder(dirname(file));
    writeFileSync(file, text);
  } catch (cause) {
    throw new UsageError(`ci: ${file} cannot be written: ${describeFileError(cause)}.`, { cause });
  }
}
