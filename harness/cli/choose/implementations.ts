import { existsSync } from "node:fs";
import { join } from "node:path";
import { implsFolder } from "../../host/package/native-root.ts";
import { installedAmong } from "../../implementation/installed.ts";
import { loadManifest, unusedCommand } from "../../implementation/load-manifest.ts";
import { type Implementation, manifestSchema } from "../../implementation/manifest.ts";
import { commandOfImage } from "../../implementation/placeholders.ts";
import { UnknownNameError } from "../../plan/select.ts";
import { listIssues } from "../../scenario/issues.ts";
import { type Claim, claimSchema } from "../../scenario/scenario.ts";
import { UsageError } from "../exit-status.ts";
import { spokenByFlag } from "../options/protocol.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { toolEnvironment } from "./bundled.ts";
import { bundledNames } from "./bundled-names.ts";
import { commandName } from "./command-name.ts";
import { whySeparatorMissing } from "./missing-separator.ts";
import { named } from "./name-flag.ts";
import { withPlace } from "./place.ts";
import { plainName } from "./plain-name.ts";

/** The whole contract but what not every server promises. */
export const usualClaims: readonly Claim[] = [
  "many-frames",
  "concurrent-connections",
  "half-close",
];

/**
 * @param command the words after `--`, or null.
 * @throws {UsageError | UnknownNameError | InvalidManifestError | InvalidProtocolError}
 */
export function chooseImplementations(
  names: readonly string[],
  command: readonly string[] | null,
  flags: RunFlags,
): readonly Implementation[] {
  const implementations = named(findImplementations(names, command, flags), flags);
  refuseNamesakes(implementations);
  return implementations;
}

function findImplementations(
  names: readonly string[],
  command: readonly string[] | null,
  flags: RunFlags,
): readonly Implementation[] {
  refuseLoneClient(command, flags);
  const claims = parseClaims(flags.claim ?? usualClaims);
  const isRemote = flags.lab === "remote";
  if (names.length > 0 && command !== null) {
    const found = `found both: ${names.join(" ")}`;
    throw new UsageError(`Expected implementations or the command after --, ${found}.`);
  }
  if (names.length > 1 && isRemote) {
    throw new UsageError(
      `--address: expected one implementation at most, found ${names.join(" ")}.`,
    );
  }
  if (command !== null && isRemote) {
    throw new UsageError("Expected a command after -- or --address, found both.");
  }
  if (flags.proxy === true && command === null && flags.image === undefined) {
    throw new UsageError(
      "--proxy: expected its command after --, or an --image, such as: sockspec run --proxy -- " +
        "socat TCP-LISTEN:{listenPort},fork TCP:{upstreamHost}:{upstreamPort}",
    );
  }
  if (flags.image !== undefined) {
    return [withFlags(imageImplementation(flags.image, { names, command, claims, flags }), flags)];
  }
  if (command !== null) {
    return [withFlags(adHoc(command, claims, flags), flags)];
  }
  if (isRemote && names.length === 0) {
    return [withFlags(remoteImplementation(flags, claims), flags)];
  }
  const bundled = bundledNames();
  if (names.length === 0) {
    return allBundled(bundled).map((each) => withFlags(each, flags));
  }
  return [...new Set(names)].map((name) => {
    if (bundled.includes(name)) {
      return withFlags(loadManifest(join(implsFolder(), name)), flags);
    }
    refuseCommand(name, names);
    if (name.includes("/") || name.endsWith(".json") || existsSync(name)) {
      return withFlags(loadManifest(name, { startedHere: !isRemote }), flags);
    }
    throw new UnknownNameError("implementation", name, bundled);
  });
}

/** Prints what is left out because it is not installed. */
function allBundled(names: readonly string[]): readonly Implementation[] {
  const all = names.map((name) => loadManifest(join(implsFolder(), name)));
  const { implementations, notes } = installedAmong(all, toolEnvironment()["PATH"] ?? "");
  for (const note of notes) {
    console.error(`sockspec: ${note}`);
  }
  return implementations;
}

/** @throws {UsageError} where the names are a command whose `--` is missing. */
function refuseCommand(name: string, names: readonly string[]): void {
  const path = toolEnvironment()["PATH"] ?? "";
  const why = whySeparatorMissing(name, { names, path, folder: process.cwd() });
  if (why !== null) {
    throw new UsageError(why);
  }
}

/** @throws {UsageError} where there is no command that could be a client. */
function refuseLoneClient(command: readonly string[] | null, { client, image }: RunFlags): void {
  if (client === true && (command === null || image !== undefined)) {
    throw new UsageError(
      "--client: expected the client's command after --, and no --image, such as: " +
        "sockspec run --client -- ./my-client {host} {port} {message}",
    );
  }
}

/** Results and evidence are identified by name. */
export function refuseNamesakes(implementations: readonly Implementation[]): void {
  const folders = new Map<string, string>();
  for (const { name, folder } of implementations) {
    const other = folders.get(name);
    if (other !== undefined) {
      throw new UsageError(
        `Expected implementations with different names, found "${name}" in ${other} and in ` +
          `${folder}. Change the name in one impl.json.`,
      );
    }
    folders.set(name, folder);
  }
}

function adHoc(
  command: readonly string[],
  claims: Claim[],
  { client = false, proxy = false }: Pick<RunFlags, "client" | "proxy">,
): Implementation {
  if (command.length === 0) {
    throw new UsageError("Expected a command after --, such as: sockspec run -- ./echo {port}");
  }
  if (client && proxy) {
    throw new UsageError("Expected --client or --proxy, found both.");
  }
  const role = proxy ? "proxy" : client ? "client" : "server";
  return fromWords({ name: commandName(command) || "command", role, command, claims });
}

interface ImageWords {
  readonly names: readonly string[];
  readonly command: readonly string[] | null;
  readonly claims: Claim[];
  readonly flags: Pick<RunFlags, "proxy">;
}

/** The command of an image: its own, or the words after `--` instead. */
function imageImplementation(
  image: string,
  { names, command, claims, flags }: ImageWords,
): Implementation {
  if (names.length > 0) {
    throw new UsageError(`Expected implementations or --image, found both: ${names.join(" ")}.`);
  }
  const base = image.replace(/^.*\//, "").replace(/[:@].*$/, "");
  const name = plainName(base) || "image";
  return fromWords({
    name,
    title: image,
    role: flags.proxy === true ? "proxy" : "server",
    command: command ?? [commandOfImage],
    image,
    claims,
  });
}

function remoteImplementation(flags: RunFlags, claims: Claim[]): Implementation {
  return fromWords({ name: "remote", title: flags.address, command: unusedCommand, claims });
}

/** @throws {UsageError} for options that require a manifest. */
function fromWords(given: Record<string, unknown> & { readonly name: string }): Implementation {
  const manifest = { role: "server", protocols: ["framed"], ...given };
  const parsed = manifestSchema.safeParse(manifest);
  if (!parsed.success) {
    throw new UsageError(
      `The command line does not describe "${given.name}" completely:\n${listIssues(parsed.error.issues)}\n` +
        "Describe it in an impl.json (see CONTRIBUTING.md), and name that folder instead.",
      { cause: parsed.error },
    );
  }
  return { ...parsed.data, folder: process.cwd() };
}

function withFlags(implementation: Implementation, flags: RunFlags): Implementation {
  const limited = withMaxFrame(withStartTimeout(implementation, flags), flags);
  return withPlace(withProtocol(limited, flags), flags);
}

function withProtocol(implementation: Implementation, { protocol }: RunFlags): Implementation {
  if (protocol === undefined) {
    return implementation;
  }
  const { protocolModules: _, ...others } = implementation;
  return { ...others, ...spokenByFlag(protocol) };
}

function withStartTimeout(
  implementation: Implementation,
  { startTimeout }: RunFlags,
): Implementation {
  return startTimeout === undefined
    ? implementation
    : { ...implementation, readyTimeoutMs: 1000 * startTimeout };
}

function withMaxFrame(implementation: Implementation, { maxFrame }: RunFlags): Implementation {
  if (maxFrame === undefined) {
    return implementation;
  }
  const parsed = manifestSchema.shape.maxFrameBytes.safeParse(maxFrame);
  if (!parsed.success) {
    throw new UsageError(`--max-frame: expected 1024 to 67108864 bytes, found ${maxFrame}.`);
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
