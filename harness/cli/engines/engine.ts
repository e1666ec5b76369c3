import type { ProjectFacts } from "./project.ts";
import type { RunLine } from "./run-line.ts";

/** What a file for an engine is made of. */
export interface EngineJob {
  readonly line: RunLine;
  /** How many shards the run is cut into. */
  readonly shards: number;
  readonly project: ProjectFacts;
  /** The container image that has sockspec and the server (kubernetes). */
  readonly image: string;
  /** The path of the file, which its own comments name. */
  readonly file: string;
}

/** An engine that plays shards on many machines. */
export interface Engine {
  /** The path of its file where nothing else is said. */
  readonly usualFile: string;
  /** @returns the text of its file. */
  write(job: EngineJob): string;
  /** @returns what to do with the file, for people. */
  next(file: string): string;
}
