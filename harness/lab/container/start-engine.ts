import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hasExited } from "../../host/end-child.ts";
import { runProgram } from "../../host/run-program.ts";

/** A Docker Engine of our own, by its folder: its own socket, data and process ids. */
export function engineFiles(folder: string) {
  return {
    socket: join(folder, "docker.sock"),
    processId: join(folder, "docker.pid"),
    data: join(folder, "data"),
    /** State of running containers. */
    state: join(folder, "run"),
    log: join(folder, "log"),
  };
}

type Environment = Readonly<Record<string, string>>;

const pollMs = 100;
/** A guest kernel needs up to 20 s. */
const startLimitMs = 60_000;
const versionLimitMs = 10_000;

/**
 * Starts a Docker Engine that shares nothing with the machine's. It has no bridge and no packet filter,
 * which the container lab has no use for. It outlives this process.
 *
 * @param folder exists, and no engine is running in it.
 * @throws if the engine cannot be run, ends, or does not answer in time.
 */
export async function startEngine(folder: string, environment: Environment): Promise<void> {
  const files = engineFiles(folder);
  await mountControlGroups(environment);
  rmSync(files.processId, { force: true });
  const log = openSync(files.log, "w");
  const options = ["--data-root", files.data, "--exec-root", files.state];
  const address = ["--pidfile", files.processId, "--host", `unix://${files.socket}`];
  const engine = spawn(
    "dockerd",
    [...options, ...address, "--bridge", "none", "--iptables=false"],
    {
      env: { ...environment, DOCKER_RAMDISK: "1" },
      stdio: ["ignore", log, log],
      detached: true,
    },
  );
  closeSync(log);
  await once(engine, "spawn");
  engine.unref();
  const deadline = performance.now() + startLimitMs;
  while (!(await engineAnswers(folder, environment))) {
    if (hasExited(engine) || performance.now() > deadline) {
      throw new Error(
        `the Docker Engine did not start; its log, ${files.log}, ends with:\n${endOf(files.log)}`,
      );
    }
    await sleep(pollMs);
  }
}

/** @returns whether an engine runs in the folder: one that was killed leaves its socket behind. */
export async function engineAnswers(folder: string, environment: Environment): Promise<boolean> {
  const { socket, processId } = engineFiles(folder);
  if (!existsSync(socket) || !existsSync(processId)) {
    return false;
  }
  const version = ["docker", "--host", `unix://${socket}`, "version"];
  return await runProgram(version, { environment, timeoutMs: versionLimitMs }).then(
    () => true,
    () => false,
  );
}

/** The guest kernel has no control groups yet when it boots. */
async function mountControlGroups(environment: Environment): Promise<void> {
  const groups = "/sys/fs/cgroup";
  if (!existsSync(join(groups, "cgroup.controllers")) && !existsSync(join(groups, "memory"))) {
    const mount = ["mount", "-t", "cgroup2", "cgroup2", groups];
    await runProgram(mount, { environment, timeoutMs: versionLimitMs });
  }
}

function endOf(log: string): string {
  return readFileSync(log, "utf8").trimEnd().split("\n").slice(-5).join("\n");
}
