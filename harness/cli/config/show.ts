import type { Command } from "commander";
import { configDocument, type ShownSetting } from "../../report/documents/documents.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";
import { longSpelling, namedOptions } from "../options/run-flags.ts";
import { configSource } from "./apply.ts";
import { findConfig } from "./find.ts";
import { askedFor } from "./hook.ts";
import { type LoadedConfig, loadConfig } from "./load.ts";
import { settings } from "./settings.ts";

/**
 * Prints the options of a `sockspec run` with the same command line, and where each value comes from.
 *
 * @param command after the configuration file has been applied to it.
 * @param separated the words after `--`, or null.
 */
export async function showConfig(
  command: Command,
  separated: readonly string[] | null,
): Promise<ExitStatus> {
  const file = findConfig(askedFor(command), ".");
  const loaded = file === null ? null : await loadConfig(file);
  const shown = [...shownSubject(command, separated, loaded), ...shownOptions(command, loaded)];
  process.stdout.write(
    command.getOptionValue("json") === true ? configDocument(file, shown) : inColumns(file, shown),
  );
  return exitStatus.asExpected;
}

function shownSubject(
  command: Command,
  separated: readonly string[] | null,
  loaded: LoadedConfig | null,
): readonly ShownSetting[] {
  if (separated !== null) {
    return [{ name: "command", value: separated, from: "command line" }];
  }
  const value = command.processedArgs[0] as readonly string[];
  if (value.length === 0) {
    return [];
  }
  const isTyped = command.args.length > 0;
  const line = loaded?.lineOf("implementations") ?? null;
  return [
    isTyped || line === null
      ? { name: "implementations", value, from: "command line" }
      : { name: "implementations", value, from: "config", line },
  ];
}

function shownOptions(command: Command, loaded: LoadedConfig | null): readonly ShownSetting[] {
  const protocols = loaded?.config.protocols;
  const own: readonly ShownSetting[] =
    loaded === null || protocols === undefined
      ? []
      : [{ name: "protocols", value: protocols, from: "config", line: loaded.lineOf("protocols") }];
  return [
    ...own,
    ...namedOptions.flatMap(([name, option]) => {
      const value: unknown = command.getOptionValue(name);
      const source = command.getOptionValueSource(name);
      return value === undefined || name === "config"
        ? []
        : [{ name: longSpelling(option), value, ...originOf(name, source, loaded) }];
    }),
  ];
}

function originOf(
  name: string,
  source: string | undefined,
  loaded: LoadedConfig | null,
): Pick<ShownSetting, "from" | "line"> {
  const key = settings.find(({ option }) => option === name)?.key;
  if (source === configSource && loaded !== null && key !== undefined) {
    return { from: "config", line: loaded.lineOf(key) };
  }
  return { from: source === "cli" ? "command line" : "default" };
}

function inColumns(file: string | null, shown: readonly ShownSetting[]): string {
  const rows = shown.map(({ name, value, from, line }) => ({
    name,
    value: [value].flat().map(String).join(", "),
    from: from === "config" ? `${file}:${line}` : from,
  }));
  const width = (key: "name" | "value") => Math.max(0, ...rows.map((row) => row[key].length));
  const widths = { name: width("name"), value: Math.min(width("value"), valueColumnsMax) };
  const lines = rows.map(
    ({ name, value, from }) =>
      `${name.padEnd(widths.name)}  ${value.padEnd(widths.value)}  ${from}\n`,
  );
  return [`configuration file: ${file ?? "none here"}\n\n`, ...lines].join("");
}

/** Longer values push only their own origin to the right. */
const valueColumnsMax = 40;
