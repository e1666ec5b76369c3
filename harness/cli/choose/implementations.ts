import { existsSync } from "node:fs";
import { basename } from "node:path";
import { loadManifest } from "../../implementation/load-manifest.ts";
import { type Implementation, manifestSchema } from "../../implementation/manifest.ts";
import { UnknownNameError } from "../../plan/select.ts";
import { listIssues } from "../../scenario/issues.ts";
import { type Claim, claimSchema } from "../../scenario/scenario.ts";
import { UsageError } from "../exit-status.ts";
import { loadBundled } from "./bundled.ts";
import { bundledNames } from "./bundled-names.ts";
import { commandOfImage } from "./prepare-for-lab.ts";
import type { RunFlags } from "./run-flags.ts";

/** The whole contract but what not every server promises. */
const usualClaims: readonly Claim[] = ["many-frames", "concurrent-connections", "half-close"];

/**
 * @param command what followed `--`, or null.
 * @throws {UsageError | UnknownNameError | InvalidManifestError}
 */
export function chooseImplementations(
  names: readonly string[],
  command: readonly string[] | null,
  flags: RunFlags,
): readonly Implementation[] {
  const claims = parseClaims(flags.claim ?? usualClaims);
  if (names.length > 0 && (command !== null || flags.lab === "remote")) {
    const instead = command === null ? "--address" : "the command after --";
    throw new UsageError(`Expected implementations or ${instead}, found both: ${names.join(" ")}.`);
  }
  if (command !== null && flags.lab === "remote") {
    throw new UsageError("Expected a command after -- or --address, found both.");
  }
  if (flags.image !== undefined) {
    return [withFlags(imageImplementation(flags.image, { names, command, claims }), flags)];
  }
  if (command !== null) {
    return [withFlags(adHoc(command, claims), flags)];
  }
  if (flags.lab === "remote") {
    return [withFlags(remoteImplementation(flags, claims), flags)];
  }
  const bundled = bundledNames();
  const chosen = names.length === 0 ? bundled : names;
  const implementations = [...new Set(chosen)].map((name) => {
    if (bundled.includes(name)) {
      return withFlags(loadBundled(name), flags);
    }
    if (name.includes("/") || name.endsWith(".json") || existsSync(name)) {
      return withFlags(loadManifest(name), flags);
    }
    throw new UnknownNameError("implementation", name, bundled);
  });
  refuseNamesakes(implementations);
  return implementations;
}

/** Results and evidence are told apart by name. */
function refuseNamesakes(implementations: readonly Implementation[]): void {
  const folders = new Map<string, string>();
  for (const { name, folder } of implementations) {
    const other = folders.get(name);
    if (other !== undefined) {
      throw new UsageError(
        `Expected implementations with names that differ, found "${name}" in ${other} and in ` +
          `${folder}. Change the name in one impl.json.`,
      );
    }
    folders.set(name, folder);
  }
}

function adHoc(command: readonly string[], claims: Claim[]): Implementation {
  if (command.length === 0) {
    throw new UsageError("Expected a command after --, such as: sockspec run -- ./echo {port}");
  }
  const script = command.findLast((word) => /\.\w+$/.test(word) && !word.startsWith("-"));
  const name = plainName(basename(script ?? command[0] ?? ""));
  return fromWords({ name: name || "command", command, claims });
}

interface ImageWords {
  readonly names: readonly string[];
  readonly command: readonly string[] | null;
  readonly claims: Claim[];
}

/** What an image runs by itself, or with the words after `--` in place of that. */
function imageImplementation(
  image: string,
  { names, command, claims }: ImageWords,
): Implementation {
  if (names.length > 0) {
    throw new UsageError(`Expected implementations or --image, found both: ${names.join(" ")}.`);
  }
  const base = image.replace(/^.*\//, "").replace(/[:@].*$/, "");
  const name = plainName(base) || "image";
  return fromWords({
    ...{ name, title: image, command: command ?? [commandOfImage], image, claims },
  });
}

function plainName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

function remoteImplementation(flags: RunFlags, claims: Claim[]): Implementation {
  if (flags.address === undefined) {
    throw new UsageError("--lab remote needs --address host:port of the server to grade.");
  }
  const command = ["sh", "-c", "exit 0"];
  return fromWords({ name: "remote", title: flags.address, command, claims });
}

/** @throws {UsageError} for what takes a manifest to say. */
function fromWords(said: Record<string, unknown> & { readonly name: string }): Implementation {
  const manifest = { role: "server", protocols: ["framed"], ...said };
  const parsed = manifestSchema.safeParse(manifest);
  if (!parsed.success) {
    throw new UsageError(
      `The command line does not say enough of "${said.name}":\n${listIssues(parsed.error.issues)}\n` +
        "Write it into an impl.json (see CONTRIBUTING.md), and name its folder instead.",
      { cause: parsed.error },
    );
  }
  return { ...parsed.data, folder: process.cwd() };
}

function withFlags(implementation: Implementation, flags: RunFlags): Implementation {
  const { maxFrame } = flags;
  if (maxFrame === undefined) {
    return implementation;
  }
  const parsed = manifestSchema.shape.maxFrameBytes.safeParse(maxFrame);
  if (!parsed.success) {
    throw new UsageError("--max-frame: expected 1024 to 67108864 bytes.");
  }
  return { ...implementation, maxFrameBytes: parsed.data };
}

function parseClaims(names: readonly string[]): Claim[] {
  return names.map((name) => {
    const parsed = claimSchema.safeParse(name);
    if (!parsed.success) {
      throw new UnknownNameError("claim", name, claimSchema.options);
    }
    return parsed.data;
  });
}
