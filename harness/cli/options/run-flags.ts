import { type RunOption, runOptions } from "./run-options.ts";
import type { Value } from "./values.ts";

type Options = typeof runOptions;
type OptionName = keyof Options;

type ValueOf<Name extends OptionName> = Options[Name]["value"] extends Value<infer T> ? T : never;

type Defaulted = {
  [Name in OptionName]: Options[Name] extends { readonly default: unknown } ? Name : never;
}[OptionName];

type Kept = {
  [Name in OptionName]: Options[Name] extends { readonly kept: unknown } ? Name : never;
}[OptionName];

/** Names of options that a configuration file is about. */
interface Configured {
  /** Those that it sets, so that leaving them out does not give their defaults. */
  readonly set: readonly string[];
  /** Of these, the ones that the command line did not override. */
  readonly used: readonly string[];
}

/** The options of `sockspec run`, as Commander parses them. */
export type RunFlags = { readonly [Name in Defaulted]: ValueOf<Name> } & {
  readonly [Name in Exclude<OptionName, Defaulted>]?: ValueOf<Name>;
} & {
  /** Absent where there is no configuration file. */
  readonly configured?: Configured;
};

/** Those that a journal keeps. */
export type KeptFlags = Partial<Pick<RunFlags, Kept>>;

type Named = readonly [name: string, option: RunOption];

export const namedOptions: readonly Named[] = Object.entries(runOptions);

/** @returns the options that `--resume` treats like this. */
export function optionsKept(kept: NonNullable<RunOption["kept"]>): readonly Named[] {
  return namedOptions.filter(([, option]) => option.kept === kept);
}

/** @returns an option's spelling in messages, such as `--repeat-each`. */
export function longSpelling({ flag }: RunOption): string {
  return /--[\w-]+/.exec(flag)?.[0] ?? flag;
}

/** @returns an option's spelling in commands: the short one if there is one. */
export function shortSpelling({ flag }: RunOption): string {
  return /^--?[\w-]+/.exec(flag)?.[0] ?? flag;
}
