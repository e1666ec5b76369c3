import { Command, Option } from "commander";
import type { RunFlags } from "./run-flags.ts";
import { type RunOption, runOptions } from "./run-options.ts";

/** Adds all options of `sockspec run` to a command. */
export function addRunOptions(command: Command): Command {
  const options: readonly RunOption[] = Object.values(runOptions);
  return addOptions(command, ...options);
}

/** Adds options that another command shares with `sockspec run`. */
export function addOptions(command: Command, ...options: readonly RunOption[]): Command {
  for (const option of options) {
    command.addOption(commanderOption(option));
    if (option.otherFlag !== undefined) {
      command.addOption(otherSpelling(option, option.otherFlag));
    }
  }
  return command;
}

/** @returns the options of a `sockspec run` without any. */
export function defaultFlags(): RunFlags {
  return addRunOptions(new Command()).opts<RunFlags>();
}

function commanderOption({ flag, help, value, without, default: byDefault }: RunOption): Option {
  const option = new Option(flag, help).default(byDefault);
  const parse = value.parse?.bind(value);
  const parsed = parse === undefined ? option : option.argParser<unknown>(parse);
  return without === undefined ? parsed : parsed.preset(without);
}

/** The same option under a second name, whose value goes where that of the first goes. */
function otherSpelling({ flag, help, value }: RunOption, otherFlag: string): Option {
  const first = new Option(flag);
  const other = commanderOption({ flag: otherFlag, help, value }).hideHelp();
  other.attributeName = () => first.attributeName();
  return other;
}
