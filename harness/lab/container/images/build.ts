import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { findProgram } from "../../../host/find-program.ts";
import type { BoxLimits } from "../box.ts";
import type { Docker, Engine } from "../engine.ts";
import { EngineError, explainEngineError } from "../errors.ts";
import { digestOf } from "./digest.ts";

/** An image that is there, and how its containers are started. */
export interface ContainerImage {
  /** Its name or id, as the engine knows it. */
  readonly reference: string;
  /** Its id's first digits: what is tested, whatever its name may come to mean. */
  readonly digest: string;
  /** Its ENTRYPOINT and CMD. */
  readonly command: readonly string[];
  readonly limits: BoxLimits;
}

/** Every image that is made here has it; its value says what the image holds. */
export const imageLabel = "sockspec.image";

const containersFolder = join(import.meta.dirname, "..", "..", "..", "..", "containers");

const pulled = "debian:bookworm-slim";

export interface BuildOptions {
  /** What the image holds, such as `cpp`. */
  readonly name: string;
  /** Absolute. */
  readonly dockerfile: string;
  /** What the build gets, absolute; null for the files alone. */
  readonly folder: string | null;
  /** Path in the build, and absolute path of what is there besides. */
  readonly files: Readonly<Record<string, string>>;
  readonly base: "runtime" | "lab";
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Builds an image, unless one of the same contents is there.
 *
 * testcontainers' own builder hides what a build said when it fails, and never comes back when the
 * engine refuses it; so this asks the engine through testcontainers' client.
 *
 * @returns its name.
 * @throws {EngineError} with the end of what the build said.
 */
export async function buildImage(engine: Engine, options: BuildOptions): Promise<string> {
  const { docker } = engine;
  const base = await ensureBase(docker, options);
  const { name, dockerfile, folder, files } = options;
  const sources = [dockerfile, ...(folder === null ? [] : [folder]), ...Object.values(files)];
  const digest = digestOf(sources, base);
  const reference = `sockspec/${name}:${digest}`;
  if (await hasImage(docker, reference)) {
    return reference;
  }
  const stage = mkdtempSync(join(tmpdir(), "sockspec-build-"));
  try {
    fillStage(stage, options);
    const stream = await docker.buildImage(
      { context: stage, src: readdirSync(stage) },
      {
        ...{ t: reference, dockerfile: "sockspec.Dockerfile", buildargs: { BASE: base } },
        ...{ labels: { [imageLabel]: name }, forcerm: true, networkmode: "host" },
      },
    );
    await follow(docker, stream);
    return reference;
  } catch (cause) {
    throw cause instanceof EngineError ? cause : explainEngineError(`build ${name}`, cause);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function fillStage(stage: string, { dockerfile, folder, files }: BuildOptions): void {
  if (folder !== null) {
    cpSync(folder, stage, { recursive: true });
  }
  for (const [path, source] of Object.entries(files)) {
    const target = resolve(stage, path);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(source, target, { recursive: true });
  }
  cpSync(dockerfile, join(stage, "sockspec.Dockerfile"));
}

/** What the engine says while it builds or pulls, a JSON object a line. */
interface BuildLine {
  readonly stream?: string;
  readonly error?: string;
}

/** @throws {EngineError} with what the build said. */
async function follow(docker: Docker, stream: NodeJS.ReadableStream): Promise<void> {
  let said = "";
  let failure: string | null = null;
  await new Promise<void>((settle, reject) => {
    docker.modem.followProgress(
      stream,
      (error) => (error === null || failure !== null ? settle() : reject(error)),
      (line: BuildLine) => {
        said = `${said}${line.stream ?? ""}`.slice(-4000);
        failure = line.error ?? failure;
      },
    );
  });
  if (failure !== null) {
    const last = said.trim().split("\n").slice(-20).join("\n");
    throw explainEngineError("build the image", new Error(`${failure}\nThe build said:\n${last}`));
  }
}

export async function hasImage(docker: Docker, reference: string): Promise<boolean> {
  return await docker
    .getImage(reference)
    .inspect()
    .then(
      () => true,
      () => false,
    );
}

/**
 * @returns the name of an image with what the runtimes link to, or with the wire's programs: made
 * from Debian's packages where `mmdebstrap` is there, pulled otherwise.
 */
async function ensureBase(docker: Docker, { base, environment }: BuildOptions): Promise<string> {
  const script = join(containersFolder, "base.sh");
  const dockerfile = join(containersFolder, "base-lab.Dockerfile");
  const reference = `sockspec/base-${base}:${digestOf([script, dockerfile], base)}`;
  if (await hasImage(docker, reference)) {
    return reference;
  }
  const path = environment["PATH"] ?? "";
  if (findProgram("mmdebstrap", "/", path) !== null) {
    await importBase(docker, { script, base, reference, environment });
    return reference;
  }
  try {
    await pull(docker, pulled);
    if (base === "runtime") {
      await docker.getImage(pulled).tag(splitReference(reference));
      return reference;
    }
    const stream = await docker.buildImage(
      { context: containersFolder, src: ["base-lab.Dockerfile"] },
      {
        ...{ t: reference, dockerfile: "base-lab.Dockerfile", networkmode: "host" },
        labels: { [imageLabel]: "base-lab" },
      },
    );
    await follow(docker, stream);
    return reference;
  } catch (cause) {
    const help = "Without a registry, install mmdebstrap: apt-get install mmdebstrap";
    const { message } = explainEngineError(`get the base image ${pulled}`, cause);
    throw new EngineError(`${message}\n${help}.`, { cause });
  }
}

interface ImportOptions {
  readonly script: string;
  readonly base: "runtime" | "lab";
  readonly reference: string;
  readonly environment: Readonly<Record<string, string>>;
}

async function importBase(docker: Docker, options: ImportOptions): Promise<void> {
  const { script, base, reference, environment } = options;
  const child = spawn("sh", [script, base], {
    stdio: ["ignore", "pipe", "pipe"],
    env: environment,
  });
  const complaint = text(child.stderr);
  const status = new Promise<number | null>((settle) => child.once("close", settle));
  const { repo, tag } = splitReference(reference);
  const imported = await docker
    .importImage(child.stdout, { repo, tag, changes: `LABEL ${imageLabel}=base-${base}` })
    .then((stream) => text(stream as NodeJS.ReadableStream))
    .catch((cause: unknown) => explainEngineError("import a base image", cause));
  if ((await status) !== 0) {
    const said = (await complaint).trim().split("\n").slice(-5).join("\n");
    throw new EngineError(
      `No base image could be made from Debian's packages: mmdebstrap said:\n${said}\n` +
        "Check that apt-get update works on this machine.",
    );
  }
  if (imported instanceof EngineError) {
    throw imported;
  }
}

export async function pull(docker: Docker, reference: string): Promise<void> {
  const stream = await docker.pull(reference);
  await follow(docker, stream);
}

function splitReference(reference: string): { readonly repo: string; readonly tag: string } {
  const colon = reference.lastIndexOf(":");
  return { repo: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}
