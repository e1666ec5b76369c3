import type { Command, Option } from "commander";
import type { Completion, TypedLine } from "./completion.ts";
import { namesForArgument, valuesOf } from "./names.ts";

/** @param words those after the program's name; the last is the one at the cursor. */
export async function complete(
  program: Command,
  words: readonly string[],
): Promise<readonly Completion[]> {
  const { before, current } = joined(words);
  const line = { ...commandOf(program, before), current };
  if (before.includes("--")) {
    // A command of the user's own.
    return [];
  }
  const found = await candidates(line);
  return found.filter(({ word }) => word.startsWith(current));
}

/** Bash takes an equals sign for a word: `--network=lte` arrives as three. */
function joined(words: readonly string[]): Pick<TypedLine, "before" | "current"> {
  const current = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  if (current === "=") {
    return { before, current: "" };
  }
  return before.at(-1) === "=" && before.at(-2)?.startsWith("--") === true
    ? { before: before.slice(0, -1), current }
    : { before, current };
}

/** The innermost command that words name. */
function commandOf(
  program: Command,
  words: readonly string[],
): Pick<TypedLine, "command" | "before"> {
  const at = words.findIndex((word) => !word.startsWith("-"));
  const inner = program.commands.find((command) => command.name() === words[at]);
  return inner === undefined
    ? { command: program, before: words }
    : commandOf(inner, words.slice(at + 1));
}

async function candidates(line: TypedLine): Promise<readonly Completion[]> {
  const { command, before, current } = line;
  const [, name = "", value] = /^(--[\w-]+)=(.*)$/s.exec(current) ?? [];
  if (value !== undefined) {
    const option = optionOf(command, name);
    const found = option === null ? [] : await valuesOf(option, { ...line, current: value });
    return found.map(({ word, about }) => ({ word: `${name}=${word}`, about }));
  }
  const awaiting = optionOf(command, before.at(-1) ?? "");
  if (awaiting?.required === true || (awaiting?.optional === true && !current.startsWith("-"))) {
    return await valuesOf(awaiting, line);
  }
  if (current.startsWith("-")) {
    return command.createHelp().visibleOptions(command).flatMap(spellings);
  }
  const commands = command.createHelp().visibleCommands(command);
  return commands.length > 0
    ? commands.map((each) => ({ word: each.name(), about: each.description() }))
    : await namesForArgument(line);
}

function optionOf(command: Command, word: string): Option | null {
  return (
    command.options.find(({ short, long }) => word !== "" && [short, long].includes(word)) ?? null
  );
}

function spellings({ long, description }: Option): readonly Completion[] {
  return long === undefined || long === null ? [] : [{ word: long, about: description }];
}
