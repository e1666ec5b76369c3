/**
 * A Docker Engine of our own, apart from the machine's.
 *
 *   docker-engine.ts start    starts it, if it does not run already; prints DOCKER_HOST=unix://SOCKET
 *   docker-engine.ts stop     ends it, with all that runs in it; its images stay
 *   docker-engine.ts remove   also removes its images
 *
 * SOCKSPEC_ENGINE names its folder; default: /var/lib/sockspec-engine. Needs root and `docker.io`.
 * Exit status: 0; 1 if it does not start; 2 for other words; 3 without root or `dockerd`.
 */
import { rmSync } from "node:fs";
import { messageOf } from "../harness/host/message-of.ts";
import {
  engineAddress,
  engineFolder,
  ensureEngine,
  keepEngine,
  NoEngineError,
  releaseEngine,
  stopEngine,
} from "./private-engine.ts";

const actions: Readonly<Record<string, () => Promise<void>>> = {
  async start() {
    await ensureEngine();
    keepEngine();
    console.log(`DOCKER_HOST=${engineAddress}`);
  },
  async stop() {
    releaseEngine();
    await stopEngine();
  },
  async remove() {
    await stopEngine();
    rmSync(engineFolder, { recursive: true, force: true });
  },
};

const action = actions[process.argv[2] ?? ""];
if (action === undefined) {
  console.error("usage: docker-engine.ts start|stop|remove");
  process.exitCode = 2;
} else {
  await action().catch((error: unknown) => {
    console.error(`docker-engine.ts: ${messageOf(error)}`);
    process.exitCode = error instanceof NoEngineError ? 3 : 1;
  });
}
