import { createWriteStream } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ProgramError, runProgram } from "../../../host/run-program.ts";
import { LabOpenError } from "../../lab.ts";
import { connectEngine, type Docker } from "../engine.ts";
import { explainEngineError } from "../errors.ts";
import type { ImageStore, LabImages } from "./store.ts";

const script = join(
  import.meta.dirname,
  "..",
  "..",
  "..",
  "..",
  "containers",
  "guest",
  "engine.sh",
);
const folder = "/run/sockspec-engine";

/** Loading 220 MB took a guest 20 s; the limit allows for a slow one. */
const loadTimeoutMs = 300_000;

/** Points testcontainers to the engine in a guest. */
export const guestEngineEnvironment = { DOCKER_HOST: `unix://${folder}/docker.sock` };

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
  environment: Readonly<Record<string, string>>,
): Promise<LabImages> {
  const options = { environment, timeoutMs: loadTimeoutMs };
  await runProgram(["sh", script, folder, archive], options).catch((cause: unknown) => {
    const complaint = cause instanceof ProgramError ? cause.complaint : String(cause);
    throw new LabOpenError(`No engine could be started in the guest kernel: ${complaint}`, {
      cause,
    });
  });
  const engine = await connectEngine(environment);
  return { engine, lab };
}
