import { existsSync, writeFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { describeFileError } from "../../host/file-error.ts";
import { makeFolder } from "../../host/folder.ts";
import { shellWord } from "../../host/shell-word.ts";
import { manifestSchema } from "../../implementation/manifest.ts";
import { listIssues } from "../../scenario/issues.ts";
import { commandName } from "../choose/command-name.ts";
import { usualClaims } from "../choose/implementations.ts";
import { plainName, shortName } from "../choose/plain-name.ts";
import type { SockspecConfig } from "../config/config.ts";
import { findConfig } from "../config/find.ts";
import { projectFacts } from "../engines/project.ts";
import { type ExitStatus, exitStatus, UsageError } from "../exit-status.ts";
import { invocation } from "../invocation.ts";
import {
  type Answers,
  askAnswers,
  type CiService,
  ciServices,
  type Given,
  type Proposed,
  readProtocol,
} from "./answers.ts";
import { ciFile } from "./ci-file.ts";
import { dependsOnSockspec, guessCommand } from "./guess.ts";

/** The options of `sockspec init`. */
export interface InitFlags {
  /** Take what is proposed instead of asking. */
  readonly yes?: boolean;
  /** Replace files that are there. */
  readonly force?: boolean;
  readonly protocol?: string;
  readonly ci?: string;
}

type NamedFile = readonly [name: string, text: string];

/**
 * Writes a manifest, a configuration and a CI file into the current folder.
 *
 * @param command the words after `--`, or null.
 * @throws {UsageError} for answers that are none, and where a file is there already.
 */
export async function runInit(
  command: readonly string[] | null,
  flags: InitFlags,
  signal: AbortSignal,
): Promise<ExitStatus> {
  if (flags.force !== true) {
    refuseOverwriting(["impl.json", findConfig(undefined, ".")]);
  }
  const given = givenBy(command, flags);
  const proposed: Proposed = { command: guessCommand("."), protocol: "framed", ci: usualCi() };
  const answers =
    flags.yes === true ? completed(given, proposed) : await askAnswers(given, proposed, signal);
  const files = [manifestFile(answers), configFile(), ...ciFiles(answers.ci)];
  if (flags.force !== true) {
    refuseOverwriting(files.map(([name]) => name));
  }
  for (const file of files) {
    write(file);
  }
  console.log(`wrote ${files.map(([name]) => name).join(", ")}`);
  for (const note of notesOn(answers, files)) {
    console.log(note);
  }
  console.log(`Next: ${[...invocation(), "run"].map(shellWord).join(" ")}`);
  return exitStatus.asExpected;
}

function refuseOverwriting(names: readonly (string | null)[]): void {
  const found = names.filter((name) => name !== null && existsSync(name));
  if (found.length > 0) {
    throw new UsageError(
      `init: expected a folder without ${found.join(" and ")}, found ${found.length === 1 ? "it" : "them"}. ` +
        "Use --force to replace what is there.",
    );
  }
}

/** @throws {UsageError} */
function givenBy(command: readonly string[] | null, { protocol, ci }: InitFlags): Given {
  if (command?.length === 0) {
    throw new UsageError(
      "init: expected the server's command after --, such as: -- node server.js {port}",
    );
  }
  const service = ciServices.find((known) => known === ci);
  if (ci !== undefined && service === undefined) {
    throw new UsageError(`--ci: expected ${ciServices.join(", ")}, found "${ci}".`);
  }
  if (protocol !== undefined && readProtocol(protocol) === null) {
    throw new UsageError(
      `--protocol: expected a name that sockspec list protocols shows, or a module such as ./mine.ts, found "${protocol}".`,
    );
  }
  return {
    ...(command === null ? {} : { command }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(service === undefined ? {} : { ci: service }),
  };
}

function usualCi(): CiService {
  return existsSync(".gitlab-ci.yml") ? "gitlab" : "github";
}

/** @throws {UsageError} where nothing here looks like a server. */
function completed(given: Given, proposed: Proposed): Answers {
  const command = given.command ?? proposed.command;
  if (command === null) {
    throw new UsageError(
      "init: expected a server here, such as server.js, found none. Give its command: sockspec init --yes -- ./my-server {port}",
    );
  }
  return { protocol: proposed.protocol, ci: proposed.ci, ...given, command };
}

/** A server that is not told its port by its command line gets it as most do that run in the cloud. */
function manifestFile({ command, protocol }: Answers): NamedFile {
  const name = commandName(command) || plainName(basename(resolve("."))) || "my-server";
  const manifest = {
    name: shortName(name),
    role: "server",
    protocols: [protocol],
    command,
    ...(takesPort(command) ? {} : { env: { PORT: "{port}" } }),
    claims: usualClaims,
  };
  const parsed = manifestSchema.safeParse(manifest);
  if (!parsed.success) {
    throw new UsageError(
      `init: these answers describe no server:\n${listIssues(parsed.error.issues)}`,
      { cause: parsed.error },
    );
  }
  return ["impl.json", `${JSON.stringify({ ...schemaOf("impl"), ...manifest }, null, 2)}\n`];
}

function takesPort(command: readonly string[]): boolean {
  return command.some((word) => /\{(port|socket)\}/.test(word));
}

/** Editors find schemas where sockspec is installed. */
function schemaOf(name: string): { readonly $schema?: string } {
  return dependsOnSockspec(".")
    ? { $schema: `./node_modules/sockspec/docs/schemas/${name}.schema.json` }
    : {};
}

/** In TypeScript where the project is, and can import sockspec. */
function configFile(): NamedFile {
  const config: SockspecConfig = { implementations: ["."], networks: ["clean"], profile: "quick" };
  if (!(existsSync("tsconfig.json") && dependsOnSockspec("."))) {
    return [
      "sockspec.config.json",
      `${JSON.stringify({ ...schemaOf("config"), ...config }, null, 2)}\n`,
    ];
  }
  const lines = Object.entries(config).map(([key, value]) => `  ${key}: ${JSON.stringify(value)},`);
  return [
    "sockspec.config.ts",
    [
      'import { defineConfig } from "sockspec";',
      "",
      "export default defineConfig({",
      ...lines,
      "});",
      "",
    ].join("\n"),
  ];
}

function ciFiles(ci: CiService): readonly NamedFile[] {
  if (ci === "none") {
    return [];
  }
  const gitlab = existsSync(".gitlab-ci.yml") ? ".gitlab/sockspec.yml" : ".gitlab-ci.yml";
  const name = ci === "github" ? ".github/workflows/sockspec.yml" : gitlab;
  return [[name, ciFile(ci, projectFacts())]];
}

function write([name, text]: NamedFile): void {
  try {
    makeFolder(dirname(name));
    writeFileSync(name, text);
  } catch (cause) {
    throw new UsageError(`init: ${name} cannot be written: ${describeFileError(cause)}.`, {
      cause,
    });
  }
}

function notesOn({ command }: Answers, files: readonly NamedFile[]): readonly string[] {
  const isIncluded = files.some(([name]) => name === ".gitlab/sockspec.yml");
  return [
    ...(takesPort(command)
      ? []
      : ["The command has no {port}: the server is told its port in the variable PORT."]),
    ...(isIncluded ? ['Add to .gitlab-ci.yml: include: [{ local: ".gitlab/sockspec.yml" }]'] : []),
  ];
}
