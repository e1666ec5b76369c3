import type { Command } from "commander";
import { shellWord } from "../../host/shell-word.ts";
import { findConfig } from "../config/find.ts";
import { UsageError } from "../exit-status.ts";
import { invocation } from "../invocation.ts";
import { optionsKept } from "../options/run-flags.ts";
import { type TypedWords, typedWords } from "./typed-words.ts";

/** The command line of a run that is cut into shards. */
export interface RunLine {
  /** Whether an interrupted run of this command can be resumed. */
  readonly canResume: boolean;
  /** `run`, `bench` or `interop`, and the options of each shard, each with its value, as a shell reads them. */
  readonly start: readonly string[];
  /** The words from `--` on, as a shell reads them; in one part where they fit into a line. */
  readonly server: readonly string[];
  /** As `start`, of the options that have to be given again when a shard is resumed. */
  readonly again: readonly string[];
  /** The options that decide about the whole run and about its reports, as they were typed. */
  readonly whole: readonly TypedWords[];
  /** Whether the shards need no namespaces of the machine: they boot a guest, or open no lab. */
  readonly needsNoNamespaces: boolean;
}

/** The commands that can be cut into shards. */
const shardable = ["run", "bench", "interop"];

/** Options that say something about all shards together, by whether each shard takes them too. */
const ofWhole: Readonly<Record<string, "also shards" | "only merged">> = {
  baseline: "also shards",
  failOn: "also shards",
  strict: "also shards",
  scenarios: "also shards",
  config: "also shards",
  threshold: "only merged",
  updateBaseline: "only merged",
  reporter: "only merged",
  json: "only merged",
};

/** Why an option cannot be cut into shards, by its name, or by the command and its name. */
const refused: Readonly<Record<string, string>> = {
  shard: "each shard has its own",
  output: "each shard stores its run in a folder of its own",
  resume: "each shard resumes its own run",
  "bench threshold": "sockspec compare --threshold takes it with the merged run",
  csv: "sockspec compare --csv writes it from the merged run",
  publish: "each shard has only a part of the matrix",
  lastFailed: "the machines of an engine have no earlier runs",
  list: "it runs nothing",
  watch: "it never ends",
  open: "the machines of an engine have no browser",
};

/**
 * @param words the command line of the run, such as `run -t echo/ -- node server.mjs {port}`.
 * @param program the commands that there are.
 * @throws {UsageError} for what is no run, and for options that shards cannot have.
 * @throws {CommanderError} for options with a wrong value.
 */
export function readRunLine(words: readonly string[], program: Command): RunLine {
  const [name = "", ...rest] = words;
  const command = program.commands.find((known) => known.name() === name);
  if (command === undefined || !shardable.includes(name)) {
    throw new UsageError(notRun(words));
  }
  const separator = rest.indexOf("--");
  const before = separator < 0 ? rest : rest.slice(0, separator);
  const { unknown } = command.parseOptions([...before]);
  if (unknown.length > 0) {
    throw new UsageError(
      `ci: expected options of sockspec ${name}, found "${unknown[0]}". See sockspec ${name} --help.`,
    );
  }
  const typed = typedWords(before, command);
  for (const { name: option, words: found } of typed) {
    refuseOption(found, refused[`${name} ${option}`] ?? refused[option ?? ""]);
  }
  refuseControls(words);
  const isOfShard = ({ name: option }: TypedWords) => ofWhole[option ?? ""] !== "only merged";
  const shard = [...typed.filter(isOfShard), ...quietly(command)];
  const fixed = new Set(optionsKept("fixed").map(([option]) => option));
  return {
    canResume: command.options.some(({ long }) => long === "--resume"),
    start: [name, ...partsOf(shard)],
    server: separator < 0 ? [] : serverParts(rest.slice(separator)),
    again: [name, ...partsOf(shard.filter((one) => one.name !== null && !fixed.has(one.name)))],
    whole: typed.filter(({ name: option }) => (ofWhole[option ?? ""] ?? null) !== null),
    needsNoNamespaces: needsNoNamespaces(command.opts<{ kernel?: string; lab?: string }>()),
  };
}

/** Reports that a configuration file asks for are written once, of the merged run. */
function quietly(command: Command): readonly TypedWords[] {
  const file = findConfig(command.getOptionValue("config") as string | undefined, ".");
  return file === null ? [] : [{ name: "reporter", words: ["--reporter", "default"] }];
}

function partsOf(typed: readonly TypedWords[]): readonly string[] {
  return typed.map(({ words }) => words.map(shellWord).join(" "));
}

/** Longer commands are broken between any two words. */
const togetherColumnsMax = 60;

function serverParts(words: readonly string[]): readonly string[] {
  const quoted = words.map(shellWord);
  const together = quoted.join(" ");
  return together.length <= togetherColumnsMax ? [together] : quoted;
}

function needsNoNamespaces({ kernel, lab }: { kernel?: string; lab?: string }): boolean {
  return kernel === "guest" || kernel === "virtual" || lab === "loopback" || lab === "remote";
}

function notRun(words: readonly string[]): string {
  const found = words.length === 0 ? "nothing" : `"${words[0]}"`;
  const isCommand = words.length > 0 && words[0] !== "sockspec";
  const advice = isCommand
    ? ["run", "--", ...words]
    : ["run", "--", "node", "server.mjs", "{port}"];
  const again = [...invocation(), "ci", "<engine>", "--"].join(" ");
  return (
    `ci: expected run, bench or interop after --, found ${found}. ` +
    `Give the whole command line of the run: ${again} ${advice.map(shellWord).join(" ")}`
  );
}

/** @throws {UsageError} */
function refuseOption(words: readonly string[], reason: string | undefined): void {
  if (reason !== undefined) {
    throw new UsageError(
      `ci: expected a run without ${words[0]?.replace(/=.*/s, "")}, found it: ${reason}. Leave it out.`,
    );
  }
}

/** YAML cannot hold them as they are, and nobody sees them in a file that is to be read. */
function refuseControls(words: readonly string[]): void {
  // Tabs and line breaks may stand in a quoted word.
  const found = words.find((word) => /[^\P{Cc}\t\n]|[\u2028\u2029\ufeff]/u.test(word));
  if (found !== undefined) {
    throw new UsageError(
      `ci: expected words without control characters, found ${JSON.stringify(found)}. Rename it, or write it in another way.`,
    );
  }
}
