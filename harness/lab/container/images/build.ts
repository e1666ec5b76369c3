import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { findProgram } from "../../../host/find-program.ts";
import { projectRoot } from "../../../host/package/project-root.ts";
import type { ProgramImage } from "../../../host/program-image.ts";
import type { Docker, Engine } from "../engine.ts";
import { EngineError, explainEngineError } from "../errors.ts";
import { digestOf } from "./digest.ts";

/** An existing image, and how its containers are started. */
export interface ContainerImage extends ProgramImage {
  /** The first digits of its id, which identify it even if its name is reused. */
  readonly digest: string;
  /** Its ENTRYPOINT and CMD. */
  readonly command: readonly string[];
}

/** Label of every image made here; its value is a digest of the image's contents. */
export const imageLabel = "sockspec.image";

const containersFolder = join(projectRoot, "containers");

const pulled = "debian:bookworm-slim";

/** What an image is built on: see `base.sh`. */
type Base = "runtime" | "python" | "lab";

export interface BuildOptions {
  /** Name of the image's content, for example `cpp`. */
  readonly name: string;
  /** Absolute. */
  readonly dockerfile: string;
  /** The build context, absolute; null for the files only. */
  readonly folder: string | null;
  /** Additional files: path in the build context, and absolute path. */
  readonly files: Readonly<Record<string, string>>;
  readonly base: Base;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Builds an image, unless one with the same contents exists.
 *
 * testcontainers' own builder hides the output of a failed build, and never returns if the
 * engine rejects it, so this calls the engine through testcontainers' client.
 *
 * @returns its name.
 * @throws {EngineError} with the end of the build's output.
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
        t: reference,
        dockerfile: "sockspec.Dockerfile",
        buildargs: { BASE: base },
        labels: { [imageLabel]: name },
        forcerm: true,
        networkmode: "host",
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

/** The engine's progress while it builds or pulls, one JSON object per line. */
interface BuildLine {
  readonly stream?: string;
  readonly error?: string;
}

/** @throws {EngineError} with the build's output. */
async function follow(docker: Docker, stream: NodeJS.ReadableStream): Promise<void> {
  let output = "";
  let failure: string | null = null;
  await new Promise<void>((settle, reject) => {
    docker.modem.followProgress(
      stream,
      (error) => (error === null || failure !== null ? settle() : reject(error)),
      (line: BuildLine) => {
        output = `${output}${line.stream ?? ""}`.slice(-4000);
        failure = line.error ?? failure;
      },
    );
  });
  if (failure !== null) {
    const last = output.trim().split("\n").slice(-20).join("\n");
    throw explainEngineError(
      "build the image",
      new Error(`${failure}\nThe build printed:\n${last}`),
    );
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
 * @returns the name of an image with the runtimes' libraries, with Python, or with the wire's programs: made
 * from Debian's packages if `mmdebstrap` is installed, pulled otherwise.
 */
async function ensureBase(docker: Docker, { base, environment }: BuildOptions): Promise<string> {
  const script = join(containersFolder, "base.sh");
  const dockerfile = `base-${base === "python" ? base : "lab"}.Dockerfile`;
  const reference = `sockspec/base-${base}:${digestOf([script, join(containersFolder, dockerfile)], base)}`;
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
      { context: containersFolder, src: [dockerfile] },
      {
        t: reference,
        dockerfile,
        networkmode: "host",
        labels: { [imageLabel]: `base-${base}` },
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
  readonly base: Base;
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
    const lastLines = (await complaint).trim().split("\n").slice(-5).join("\n");
    throw new EngineError(
      `No base image could be made from Debian's packages: mmdebstrap printed:\n${lastLines}\n` +
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
