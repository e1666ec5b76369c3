import { statSync } from "node:fs";
import { cameBuilt } from "../host/package/prebuilt.ts";
import { printedText } from "../host/printed-text.ts";
import { ProgramError, runProgram } from "../host/run-program.ts";
import { whyNotRunnable } from "../host/why-not-runnable.ts";
import { whyNotInstalled } from "./installed.ts";
import type { Implementation } from "./manifest.ts";
import { workingFolder } from "./spawn-command.ts";

/** The slowest bundled build takes 12 s on one busy core, in ms. */
const buildTimeoutMs = 300_000;
const versionTimeoutMs = 10_000;

/** Enough for several errors of a compiler. */
const outputCharactersMax = 2000;

export interface PrepareOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface Prepared {
  /** Why it cannot be run, or null. */
  readonly unusable: string | null;
  /** The first line of what its version command prints, or null. */
  readonly version: string | null;
}

/** Builds an implementation, finds its program and asks for its version. */
export async function prepareImplementation(
  implementation: Implementation,
  options: PrepareOptions,
): Promise<Prepared> {
  const buildFailure = await buildImplementation(implementation, options);
  if (buildFailure !== null) {
    return { unusable: buildFailure, version: null };
  }
  const folder = workingFolder(implementation);
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() !== true) {
    const unusable =
      `"${implementation.name}" cannot be run: expected its cwd to be a folder, ` +
      `found ${found === undefined ? "none" : "a file"} at ${folder}.`;
    return { unusable, version: null };
  }
  const [program = ""] = implementation.command;
  const { PATH: path = "" } = { ...options.environment, ...implementation.env };
  const missing = whyNotInstalled(implementation, path);
  if (missing !== null) {
    return { unusable: `"${implementation.name}" cannot be run: ${missing}.`, version: null };
  }
  const search = { folder, path };
  const why = whyNotRunnable(program, search);
  if (why !== null) {
    const unusable = `"${implementation.name}" cannot be run: expected a program "${program}", ${why}`;
    return { unusable, version: null };
  }
  return { unusable: null, version: await askVersion(implementation, options) };
}

/** @returns why it could not be built, or null. */
export async function buildImplementation(
  { name, folder, build, env }: Implementation,
  options: PrepareOptions,
): Promise<string | null> {
  const { signal } = options;
  const environment = { ...options.environment, ...env };
  if (build === undefined || build.length === 0 || cameBuilt(folder)) {
    return null;
  }
  try {
    await runProgram(build, { cwd: folder, environment, timeoutMs: buildTimeoutMs, signal });
    return null;
  } catch (error) {
    if (!(error instanceof ProgramError)) {
      throw error;
    }
    // Some tools report errors on standard output: tsc does.
    const printed = [error.stdout, error.stderr].map((text) => text.trim()).filter(Boolean);
    const output = printedText(printed.join("\n"), outputCharactersMax) || error.message;
    return `"${name}" could not be built with ${build.join(" ")} in ${folder}: ${output}`;
  }
}

async function askVersion(
  implementation: Implementation,
  { environment, signal }: PrepareOptions,
): Promise<string | null> {
  const { version, env } = implementation;
  if (version === undefined || version.length === 0) {
    return null;
  }
  const options = {
    cwd: workingFolder(implementation),
    environment: { ...environment, ...env },
    timeoutMs: versionTimeoutMs,
    signal,
  };
  const printed = await runProgram(version, options).catch(() => null);
  return printed?.stdout.trim().split("\n")[0] ?? null;
}
