import type { Command } from "commander";

/** A word that a command line could go on with. */
export interface Completion {
  readonly word: string;
  /** What it is, in a few words; may be empty. */
  readonly about: string;
}

/** A command line that is being typed. */
export interface TypedLine {
  readonly command: Command;
  /** The words after the command's name, without the one at the cursor. */
  readonly before: readonly string[];
  /** The part of the word at the cursor that is there. */
  readonly current: string;
}
