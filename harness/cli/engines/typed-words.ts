import type { Command, Option } from "commander";

/** An option with its value as they were typed, or a name without an option. */
export interface TypedWords {
  /** The name under which Commander keeps the option's value; null for a name. */
  readonly name: string | null;
  readonly words: readonly string[];
}

/**
 * Sorts a command line into its options.
 *
 * @param words those after the command's name, which it accepts.
 */
export function typedWords(
  words: readonly string[],
  { options }: Pick<Command, "options">,
): readonly TypedWords[] {
  const [word, ...rest] = words;
  if (word === undefined) {
    return [];
  }
  const option = options.find((known) => isSpelled(word, known)) ?? null;
  const next = option !== null && takesNext(word, option, rest[0]) ? rest.slice(0, 1) : [];
  const typed = { name: option?.attributeName() ?? null, words: [word, ...next] };
  return [typed, ...typedWords(rest.slice(next.length), { options })];
}

/** Whether a word is an option, alone or with its value: `--network=lte`, `-nlte`. */
function isSpelled(word: string, { short, long }: Option): boolean {
  const isLong = word === long || (long !== undefined && word.startsWith(`${long}=`));
  const isShort = !word.startsWith("--") && short !== undefined && word.startsWith(short);
  return isLong || isShort;
}

function takesNext(word: string, option: Option, next: string | undefined): boolean {
  const isAlone = word === option.long || word === option.short;
  return isAlone && (option.required || (option.optional && next?.startsWith("-") === false));
}
