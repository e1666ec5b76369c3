import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { Option } from "commander";
import type { RunOption } from "../options/run-options.ts";
import { runOptions } from "../options/run-options.ts";
import { formatNames, terminalNames } from "../reporters/format-names.ts";
import type { Completion, TypedLine } from "./completion.ts";
import { shells } from "./scripts.ts";

/** Names are looked up only where they are asked for: a shell waits for them. */
type Names = (line: TypedLine) => Promise<readonly Completion[]>;

const listed = ["scenarios", "measurements", "networks", "protocols", "implementations"];

/** By the name of the command, with that of the command above it. */
const forArguments: Readonly<Record<string, Names>> = {
  run: implementations,
  bench: implementations,
  interop: implementations,
  config: implementations,
  report: runs,
  merge: runs,
  diff: runs,
  compare: runs,
  ladder: async (line) => (line.before.length === 0 ? await runs(line) : []),
  regrade: runs,
  scoreboard: runs,
  explain: scenarios,
  list: async () => plain(listed),
  prove: networks,
  completions: async () => plain(shells),
};

/** By the name of the option's value. */
const forValues: Readonly<Record<string, Names>> = {
  scenario: async (line) => inverted(line, await scenarios(line)),
  exclude: scenarios,
  network: async (line) => inList(line, await networks()),
  reporter: async (line) => inList(line, reporters()),
  protocol: protocols,
  claim: claims,
  resume: runs,
  lastFailed: runs,
  durations: runs,
  ci: async () => plain((await import("../init/answers.ts")).ciServices),
  role: async () => plain((await import("../../plan/role.ts")).roles),
};

/** @returns what stands for a command's argument. */
export async function namesForArgument(line: TypedLine): Promise<readonly Completion[]> {
  return (await forArguments[line.command.name()]?.(line)) ?? [];
}

/** @returns what an option's value could be; nothing for files, folders and numbers. */
export async function valuesOf(option: Option, line: TypedLine): Promise<readonly Completion[]> {
  const name = option.attributeName();
  const named = forValues[name];
  if (named !== undefined) {
    return await named(line);
  }
  const rows: Readonly<Record<string, RunOption>> = runOptions;
  return plain(rows[name]?.value.choices ?? []);
}

function plain(words: readonly string[]): readonly Completion[] {
  return words.map((word) => ({ word, about: "" }));
}

/** Those that the command plays. */
async function scenarios({ command }: TypedLine): Promise<readonly Completion[]> {
  const { catalogue } = await import("../../../scenarios/catalogue.ts");
  const { measurements } = await import("../../../scenarios/measurements/catalogue.ts");
  const { interopScenarios } = await import("../../../scenarios/interop/catalogue.ts");
  const others: Readonly<Record<string, readonly { id: string; title: string }[]>> = {
    bench: measurements,
    interop: interopScenarios,
    explain: [...catalogue, ...measurements, ...interopScenarios],
  };
  const known = others[command.name()] ?? catalogue;
  return known.map(({ id, title }) => ({ word: id, about: title }));
}

/** After an exclamation mark, what is left out. */
function inverted({ current }: TypedLine, found: readonly Completion[]): readonly Completion[] {
  return current.startsWith("!")
    ? found.map(({ word, about }) => ({ word: `!${word}`, about }))
    : found;
}

/** Completes the last element of a list with commas. */
function inList({ current }: TypedLine, found: readonly Completion[]): readonly Completion[] {
  const head = current.slice(0, current.lastIndexOf(",") + 1);
  return found.map(({ word, about }) => ({ word: `${head}${word}`, about }));
}

async function networks(): Promise<readonly Completion[]> {
  const { bundledNetworks } = await import("../../network/profiles.ts");
  const own = bundledNetworks().map(({ name, title }) => ({ word: name, about: title }));
  return [...own, { word: "all", about: "every link above" }];
}

function reporters(): readonly Completion[] {
  const files = formatNames.filter((name) => name !== "github").map((name) => `${name}=`);
  return plain([...terminalNames, "github", ...files]);
}

async function protocols(): Promise<readonly Completion[]> {
  const { knownProtocols, protocolNamed } = await import("../../protocol/protocols.ts");
  return knownProtocols().map((name) => ({ word: name, about: protocolNamed(name).title }));
}

async function claims(): Promise<readonly Completion[]> {
  const { claimSchema } = await import("../../scenario/scenario.ts");
  return plain(claimSchema.options);
}

async function implementations(): Promise<readonly Completion[]> {
  const { bundledFacts, bundledNames } = await import("../choose/bundled-names.ts");
  const bundled = bundledNames().map((name) => ({ word: name, about: bundledFacts(name).title }));
  const folders = readdirSync(".", { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(entry.name, "impl.json")))
    .map(({ name }) => ({ word: `./${name}`, about: "a folder with an impl.json" }));
  return [...folders, ...bundled];
}

/** The latest first. */
async function runs({ before }: TypedLine): Promise<readonly Completion[]> {
  const at = before.findLastIndex((word) => word === "--output" || word === "--runs");
  const folder = (at < 0 ? undefined : before[at + 1]) ?? runOptions.output.default;
  const { storedRuns } = await import("../find-run.ts");
  const names = storedRuns(folder).map((stored) => basename(stored));
  return plain(names.reverse());
}
