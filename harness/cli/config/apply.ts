import { resolve } from "node:path";
import type { Command } from "commander";
import { loadProtocol } from "../../protocol/load-protocol.ts";
import { optionsKept } from "../options/run-flags.ts";
import { type LoadedConfig, loadConfig } from "./load.ts";
import { fromHere } from "./names.ts";
import { implementationFromHere, type Setting, settings, settingValue } from "./settings.ts";

/** The source that Commander tells of a value that a configuration file gave. */
export const configSource = "config";

/**
 * Gives a command what the configuration file says and its command line does not. Protocols become known.
 *
 * @param hasCommand whether there are words after `--`.
 * @throws {InvalidConfigError | InvalidProtocolError}
 */
export async function applyConfig(
  command: Command,
  { file, hasCommand }: { readonly file: string; readonly hasCommand: boolean },
): Promise<void> {
  const loaded = await loadConfig(file);
  for (const path of loaded.config.protocols ?? []) {
    loadProtocol(resolve(fromHere(path, file)));
  }
  const values = settings.map((setting) => ({
    setting,
    option: setting.option,
    value: settingValue(setting, loaded.config, file),
  }));
  const set = values.filter(({ value }) => value !== undefined);
  const used = set.filter(({ setting }) => applies(setting, command));
  for (const { option, value } of used) {
    command.setOptionValueWithSource(option, value, configSource);
  }
  if (command.name() === "run") {
    const configured = { set: set.map(nameOf), used: used.map(nameOf) };
    command.setOptionValueWithSource("configured", configured, configSource);
  }
  if (isOfRuns(command) && !hasCommand && saysNothingElse(command)) {
    command.processedArgs[0] = implementationsOf(loaded);
  }
}

function nameOf({ option }: Pick<Setting, "option">): string {
  return option;
}

/** @returns whether the configuration names what is graded, where the command line does not. */
function implementationsOf({ config, file }: LoadedConfig): readonly string[] {
  return (config.implementations ?? []).map((word) => implementationFromHere(word, file));
}

/** `config` shows what holds for `run`. */
function isOfRuns(command: Command): boolean {
  return command.name() === "run" || command.name() === "config";
}

function applies({ option, shared, yieldsTo = [] }: Setting, command: Command): boolean {
  const isTyped = (name: string) => command.getOptionValueSource(name) === "cli";
  const hasOption = command.options.some((each) => each.attributeName() === option);
  const isResumed = isTyped("resume");
  const isOfPlan = optionsKept("fixed").some(([name]) => name === option);
  return (
    hasOption &&
    (shared === true || isOfRuns(command) || command.name() === "merge") &&
    !(isResumed && isOfPlan) &&
    ![option, ...yieldsTo].some(isTyped)
  );
}

/** Whether nothing on the command line says what is graded. */
function saysNothingElse(command: Command): boolean {
  const others = ["address", "image", "client", "proxy", "resume"];
  const names = command.processedArgs[0] as readonly string[];
  return names.length === 0 && !others.some((name) => command.getOptionValueSource(name) === "cli");
}
