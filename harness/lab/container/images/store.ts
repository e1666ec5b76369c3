import { basename, join } from "node:path";
import { installedModule } from "../../../host/installed-module.ts";
import { moduleExtension } from "../../../host/package/module-extension.ts";
import { projectRoot } from "../../../host/package/project-root.ts";
import type { ContainerLimits } from "../../../host/program-image.ts";
import type { Implementation } from "../../../implementation/manifest.ts";
import { agentFile } from "../agent-archive.ts";
import { connectEngine, type Engine } from "../engine.ts";
import { explainEngineError } from "../errors.ts";
import { buildImage, type ContainerImage, hasImage, pull } from "./build.ts";

const containersFolder = join(projectRoot, "containers");

/** Default limits of an implementation. */
const usualLimits: ContainerLimits = { memoryMiB: 512, processes: 4096, writableRoot: false };

/** The harness folders that the driver consists of. */
const driverFolders = ["driver", "history", "protocol", "scenario"];

/** What modules of users get as "sockspec", and what that loads at once from other folders. */
const entry = [
  "harness/api/index",
  "harness/api/sockspec-error",
  "harness/host/package/module-extension",
].map((path) => path + moduleExtension);

/** The container lab's own images. */
export interface LabImages {
  readonly engine: Engine;
  /** The image of the wire and the hosts. */
  readonly lab: string;
}

/** The images of a run, each made once. */
export interface ImageStore extends LabImages {
  /**
   * Builds or finds an implementation's image.
   *
   * @throws {EngineError} if there is none, or its build fails.
   */
  prepare(implementation: Implementation): Promise<ContainerImage>;
  /**
   * Adds modules that define protocols to the image of the hosts, for the driver.
   *
   * @param modules absolute paths.
   * @throws {EngineError} where the image cannot be made.
   */
  addModules(modules: readonly string[]): Promise<void>;
  /** The names or ids of the prepared images. */
  prepared(): readonly string[];
}

/**
 * Connects to the engine and makes sure that our own image exists.
 *
 * @throws {LabOpenError} where no engine answers.
 * @throws {EngineError} where the image cannot be made.
 */
export async function openImageStore(
  environment: Readonly<Record<string, string>>,
): Promise<ImageStore> {
  const engine = await connectEngine(environment);
  const labWith = (modules: readonly string[]) =>
    buildImage(engine, {
      name: "lab",
      dockerfile: join(containersFolder, "lab.Dockerfile"),
      folder: null,
      files: {
        node: process.execPath,
        agent: agentFile(),
        "package.json": join(projectRoot, "package.json"),
        ...Object.fromEntries(
          driverFolders.map((name) => [`harness/${name}`, join(projectRoot, "harness", name)]),
        ),
        ...Object.fromEntries(entry.map((path) => [path, join(projectRoot, path)])),
        ...Object.fromEntries(modules.map((file) => [`harness/${installedModule(file)}`, file])),
      },
      base: "lab",
      environment,
    });
  let lab = await labWith([]);
  const images = new Map<string, Promise<ContainerImage>>();
  const prepared = new Set<string>();
  return {
    engine,
    get lab() {
      return lab;
    },
    async addModules(modules) {
      lab = await labWith(modules);
    },
    prepared: () => [...prepared],
    async prepare(implementation) {
      const { folder, image: named, container } = implementation;
      const key = JSON.stringify([folder, named, container]);
      const making = images.get(key) ?? makeImage(engine, implementation, environment);
      images.set(key, making);
      const image = await making;
      prepared.add(image.reference);
      return image;
    },
  };
}

async function makeImage(
  engine: Engine,
  implementation: Implementation,
  environment: Readonly<Record<string, string>>,
): Promise<ContainerImage> {
  const reference = await referenceOf(engine, implementation, environment);
  const { Id, Config } = await engine.docker.getImage(reference).inspect();
  const { container } = implementation;
  const words = (value: string | readonly string[] | null | undefined) =>
    typeof value === "string" ? [value] : (value ?? []);
  return {
    reference,
    digest: Id.replace("sha256:", "").slice(0, 12),
    command: [...words(Config.Entrypoint), ...words(Config.Cmd)],
    workingFolder: Config.WorkingDir || "/",
    limits: container ?? usualLimits,
  };
}

async function referenceOf(
  engine: Engine,
  { name, folder, image, container }: Implementation,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  if (container?.dockerfile !== undefined) {
    const dockerfileName = basename(container.dockerfile, ".Dockerfile").toLowerCase();
    return await buildImage(engine, {
      name: dockerfileName === "dockerfile" ? name : dockerfileName,
      dockerfile: join(folder, container.dockerfile),
      folder,
      files: Object.fromEntries(
        Object.entries(container.files).map(([path, source]) => [path, join(folder, source)]),
      ),
      base: container.base,
      environment,
    });
  }
  if (image === undefined) {
    throw explainEngineError(
      `run "${name}" in a container`,
      new Error('its manifest names neither an "image" nor a "container.dockerfile"'),
    );
  }
  if (!(await hasImage(engine.docker, image))) {
    await pull(engine.docker, image).catch((cause) => {
      throw explainEngineError(`get the image ${image}`, cause);
    });
  }
  return image;
}
