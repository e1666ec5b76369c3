import type { Command } from "commander";
import { complete } from "./complete.ts";

/**
 * Prints what a command line could go on with, one to a line, with what it is behind a tab. Where there is
 * nothing, shells complete names of files.
 *
 * @param words those after the program's name, up to the one at the cursor, which may be empty.
 */
export async function printCompletions(program: Command, words: readonly string[]): Promise<void> {
  const found = await complete(program, words);
  process.stdout.write(
    found
      .map(({ word, about }) => (about === "" ? `${word}\n` : `${word}\t${inLine(about)}\n`))
      .join(""),
  );
}

function inLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
