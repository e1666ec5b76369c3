/**
 * Runs a command with a Docker Engine: the one that DOCKER_HOST names, the machine's own, or else a
 * private one, which ends with the last command that uses it, unless `docker-engine.ts start` started it.
 *
 *   node --import tsx setup/with-engine.ts COMMAND ARGUMENT…
 *
 * Do not run it with the program `tsx`, which kills a process that does not acknowledge a signal
 * within 60 ms: stopping the engine takes longer.
 *
 * Exit status: the command's; 128 and the signal's number if a signal ended it, or came meanwhile.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { messageOf } from "../harness/host/message-of.ts";
import { usePrivateEngine } from "./engine-user.ts";
import { engineAddress, NoEngineError } from "./private-engine.ts";

const interruption = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(name, () => interruption.abort(name));
}

const [program = "", ...words] = process.argv.slice(2);
const running = hasEngine() ? run(process.env) : runWithPrivateEngine();
const status = await running.catch((error: unknown) => {
  console.error(`with-engine.ts: ${messageOf(error)}`);
  return error instanceof NoEngineError ? 3 : 1;
});
const { aborted, reason } = interruption.signal;
process.exitCode = aborted ? signalStatus(reason) : status;

function hasEngine(): boolean {
  return Boolean(process.env["DOCKER_HOST"]) || existsSync("/var/run/docker.sock");
}

async function runWithPrivateEngine(): Promise<number> {
  await using _ = await usePrivateEngine();
  return await run({ ...process.env, DOCKER_HOST: engineAddress });
}

/** @returns its exit status, as a shell reports it. */
function run(env: NodeJS.ProcessEnv): Promise<number> {
  const { signal } = interruption;
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve(0);
      return;
    }
    const child = spawn(program, words, { env, stdio: "inherit" });
    // A terminal sends SIGINT to the command as well; a second one would kill it.
    signal.addEventListener("abort", () => signal.reason !== "SIGINT" && child.kill(signal.reason));
    child.once("error", (error) => {
      console.error(`with-engine.ts: ${error.message}`);
      resolve(127);
    });
    child.once("exit", (status, name) =>
      resolve(name === null ? (status ?? 1) : signalStatus(name)),
    );
  });
}

function signalStatus(name: NodeJS.Signals): number {
  return 128 + constants.signals[name];
}
