import { createWriteStream } from "node:fs";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { makeFolder } from "../../../host/folder.ts";
import { messageOf } from "../../../host/message-of.ts";
import { ProgramError, runProgram } from "../../../host/run-program.ts";
import { LabOpenError } from "../../lab.ts";
import { connectEngine, type Docker } from "../engine.ts";
import { explainEngineError } from "../errors.ts";
import { engineFiles, startEngine } from "../start-engine.ts";
import type { ImageStore, LabImages } from "./store.ts";

const folder = "/run/sockspec-engine";

const mountTimeoutMs = 10_000;
/** Loading 220 MB took a guest 20 s; the limit allows for a slow one. */
const loadTimeoutMs = 300_000;

/** Points Docker's programs and testcontainers to the engine in a guest. */
export const guestEngineEnvironment = { DOCKER_HOST: `unix://${engineFiles(folder).socket}` };

type Environment = Readonly<Record<string, string>>;

/** The images of a run, for an engine in a guest kernel. JSON. */
export interface ArchivedImages {
  /** The file that holds them, absolute. */
  readonly archive: string;
  readonly lab: string;
}

/** @param archive the file to write, absolute. */
export async function archiveImages(store: ImageStore, archive: string): Promise<ArchivedImages> {
  const names = new Set([store.lab, ...store.prepared()]);
  try {
    const stream = await exportImages(store.engine.docker, [...names]);
    await pipeline(stream, createWriteStream(archive));
  } catch (cause) {
    throw explainEngineError("save the images for a guest kernel", cause);
  }
  return { archive, lab: store.lab };
}

/** Shared layers are stored once; dockerode can only export a single image. */
function exportImages(docker: Docker, names: readonly string[]): Promise<Readable> {
  const query = names.map((name) => `names=${encodeURIComponent(name)}`).join("&");
  const request = {
    // docker-modem drops the last character of a path that has a question mark.
    path: `/images/get?${query}&`,
    method: "GET",
    isStream: true,
    statusCodes: { 200: true },
  };
  return new Promise((settle, reject) => {
    docker.modem.dial(request, (error: Error | null, stream: unknown) =>
      error === null ? settle(stream as Readable) : reject(error),
    );
  });
}

/**
 * In a guest kernel: starts an engine, and loads the images into it.
 *
 * @throws {LabOpenError} if it does not start.
 */
export async function restoreImages(
  { archive, lab }: ArchivedImages,
  environment: Environment,
): Promise<LabImages> {
  await startGuestEngine(archive, environment).catch((cause: unknown) => {
    const complaint = cause instanceof ProgramError ? cause.complaint : messageOf(cause);
    throw new LabOpenError(`No engine could be started in the guest kernel: ${complaint}`, {
      cause,
    });
  });
  const engine = await connectEngine(environment);
  return { engine, lab };
}

/** The engine's data are in the guest's memory. */
async function startGuestEngine(archive: string, environment: Environment): Promise<void> {
  makeFolder(folder);
  const mount = ["mount", "-t", "tmpfs", "-o", "mode=700", "tmpfs", folder];
  await runProgram(mount, { environment, timeoutMs: mountTimeoutMs });
  await startEngine(folder, environment);
  const load = ["docker", "load", "--quiet", "--input", archive];
  await runProgram(load, { environment, timeoutMs: loadTimeoutMs });
}
