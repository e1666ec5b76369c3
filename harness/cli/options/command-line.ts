import { longSpelling, namedOptions, type RunFlags } from "./run-flags.ts";

/**
 * @param names implementations, as the user calls them.
 * @param command the words after `--`, or null.
 * @returns the words of a command line that asks for the same run.
 */
export function commandLineOf(
  names: readonly string[],
  command: readonly string[] | null,
  flags: RunFlags,
): readonly string[] {
  const values = new Map<string, unknown>(Object.entries(flags));
  const options = namedOptions.flatMap(([name, option]) => {
    const value = values.get(name);
    return value === option.default
      ? []
      : [value ?? []].flat().flatMap((each) => {
          const spelling = longSpelling(option);
          return each === true ? [spelling] : [spelling, String(each)];
        });
  });
  return ["run", ...names, ...options, ...(command === null ? [] : ["--", ...command])];
}
