import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { which } from "zx";
import { withSystemFolders } from "../harness/host/find-program.ts";
import { engineAnswers, engineFiles, startEngine } from "../harness/lab/container/start-engine.ts";
import { lockFile } from "./file-lock.ts";

/** Root or `dockerd` is missing. */
export class NoEngineError extends Error {
  override readonly name = "NoEngineError";
  readonly code = "NO_ENGINE";
}

/** The folder of this machine's private Docker Engine. */
export const engineFolder = process.env["SOCKSPEC_ENGINE"] ?? "/var/lib/sockspec-engine";
export const engineAddress = `unix://${engineFiles(engineFolder).socket}`;

/** Contains `dockerd` and the programs that it starts. */
const path = withSystemFolders(process.env["PATH"]);
const environment = { ...(process.env as Record<string, string>), PATH: path };

/** The engine gives its containers 15 s to end. */
const stopLimitMs = 60_000;

/** Exists while the engine is to stay when its last user has ended. */
const kept = join(engineFolder, "kept");

/**
 * Starts the engine, if it does not run already.
 *
 * @throws {NoEngineError}
 */
export async function ensureEngine(): Promise<void> {
  if (await engineAnswers(engineFolder, environment)) {
    return;
  }
  if (process.getuid?.() !== 0 || which.sync("dockerd", { path, nothrow: true }) === null) {
    throw new NoEngineError(
      "expected root and dockerd (apt-get install docker.io). With an engine that runs already, " +
        "set DOCKER_HOST=unix://SOCKET instead.",
    );
  }
  mkdirSync(engineFolder, { recursive: true });
  // Two processes that start it at once would start two.
  await using _ = await lockFile(join(engineFolder, "starting"), {
    mode: "exclusive",
    wait: true,
  });
  if (!(await engineAnswers(engineFolder, environment))) {
    await startEngine(engineFolder, environment);
  }
}

export function keepEngine(): void {
  writeFileSync(kept, "");
}

export function isEngineKept(): boolean {
  return readIfThere(kept) !== null;
}

/** Ends the engine, with all that runs in it; its images stay. */
export async function stopEngine(): Promise<void> {
  const { processId, data } = engineFiles(engineFolder);
  const id = Number(readIfThere(processId));
  // The id may belong to another process by now.
  const isOurs = () =>
    id > 0 && (readIfThere(`/proc/${id}/cmdline`) ?? "").includes(`--data-root\0${data}\0`);
  if (isOurs()) {
    process.kill(id);
  }
  const deadline = performance.now() + stopLimitMs;
  while (isOurs()) {
    if (performance.now() > deadline) {
      throw new Error(`the Docker Engine, process ${id}, did not end within ${stopLimitMs} ms`);
    }
    await sleep(100);
  }
}

/** Keeps the engine no longer than its users need it. */
export function releaseEngine(): void {
  rmSync(kept, { force: true });
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
