import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runProgram } from "../../host/run-program.ts";
import type { StoredRun } from "../../journal/read-run.ts";
import { connectEngine, type Docker } from "../../lab/container/engine.ts";
import { ownerLabel, runLabel } from "../../lab/container/owner.ts";
import { randomIntegers } from "../../protocol/random.ts";
import { toolEnvironment } from "../choose/bundled.ts";
import { prepareTestcontainers } from "../choose/containers.ts";
import { openTestImages } from "../fixtures/container-lab.ts";
import { sockspec, startSockspec } from "../fixtures/sockspec.ts";

const folder = mkdtempSync(join(tmpdir(), "sockspec-containers-"));
const output = ["--output", join(folder, "runs"), "--reporter", "line"];
let docker: Docker;

beforeAll(async () => {
  prepareTestcontainers();
  ({ docker } = await connectEngine(toolEnvironment()));
  // Images are made once, so that what follows is about runs.
  const prepared = await sockspec([
    "run",
    "cpp",
    "-t",
    "echo/basic",
    "--lab",
    "container",
    ...output,
  ]);
  expect(prepared.status, prepared.stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Containers of one process, in whatever state. */
async function containersOf(pid: number | undefined) {
  const all = await docker.listContainers({ all: true, filters: { label: [runLabel] } });
  return all.filter(({ Labels }) => Labels[ownerLabel]?.split(" ")[1] === String(pid));
}

const cpp = ["run", "cpp", "--lab", "container", "--jobs", "1", ...output];

describe("a run in containers", () => {
  test("grades an image that knows nothing of us", async () => {
    const image = "example.invalid/me/echo:1";
    const { cpp: bundled } = await openTestImages();
    await commitWithCommand(bundled.preparedImage.reference, image, [
      "build/echo",
      "server",
      "0.0.0.0",
      "9000",
    ]);
    const args = ["run", "--image", image, "--port", "9000", "-t", "length/", ...output];
    const { status, stdout, stderr } = await sockspec(args);
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toContain("✓ echo length/zero");
    await docker.getImage(image).remove({ force: true });
  });

  test("grades a proxy, with its upstream in a container behind it", async () => {
    const file = join(folder, "proxy.json");
    const chosen = ["proxy/client-ends-first", "proxy/upstream-dies", "length/zero"];
    const { status, stdout, stderr } = await sockspec([
      ...["run", "cpp-proxy", "--lab", "container", "--jobs", "1", ...output],
      ...[...chosen.flatMap((id) => ["-t", id]), "--json", file],
    ]);
    expect(status, stdout + stderr).toBe(0);
    const { cases } = JSON.parse(readFileSync(file, "utf8")) as StoredRun;
    expect(cases.map(({ scenario, verdict }) => `${scenario}: ${verdict}`).sort()).toEqual(
      chosen.map((id) => `${id}: pass`).sort(),
    );
  });

  test("starts its first case within 5 s when its images are there", async () => {
    const { stdout } = await sockspec([...cpp, "-t", "echo/basic"]);
    const wallS = Number(/wall ([\d.]+) s/.exec(stdout)?.[1]);
    expect(wallS).toBeLessThan(20);
    const openedMs = Number(/opened within ([\d.]+) ms/.exec(stdout)?.[1]);
    expect(openedMs).toBeLessThan(10_000);
  });

  test("plays a protocol of the user's own", async () => {
    const module = join(folder, "prefixed.ts");
    const text = `export default {
      name: "prefixed",
      title: "a length of 32 bits, then the payload",
      header(payloadBytes: number) {
        const header = Buffer.alloc(4);
        header.writeUInt32BE(payloadBytes);
        return header;
      },
      measure: (bytes: Uint8Array) =>
        bytes.length < 4 ? "more" : 4 + Buffer.from(bytes).readUInt32BE(),
    };`;
    writeFileSync(module, text);
    const own = ["--protocol", module, "-t", "echo/basic", "-t", "coalesced/one-segment"];
    const { status, stdout, stderr } = await sockspec([...cpp, ...own]);
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toContain("✓ cpp echo/basic");
  });

  test("does not get into the way of another", async () => {
    const both = await Promise.all([0, 1].map(() => sockspec([...cpp, "-t", "length/zero"])));
    expect(both.map(({ status }) => status)).toEqual([0, 0]);
  });
});

describe("kill -9 of the harness", () => {
  test("leaves no container, and what was left between two calls goes with clean", async () => {
    const next = randomIntegers(7, 500, 6000);
    for (const afterMs of Array.from({ length: 5 }, next)) {
      const { child } = startSockspec([...cpp, "-t", "partial-read/", "--repeat-each", "50"]);
      await delay(afterMs);
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      const running = async () =>
        (await containersOf(child.pid)).filter(({ State }) => State === "running");
      await expect.poll(running, { timeout: 10_000 }).toEqual([]);
      await sockspec(["clean"]);
      expect(await containersOf(child.pid)).toEqual([]);
    }
    const volumes = await docker.listVolumes({ filters: { dangling: ["true"] } });
    expect(volumes.Volumes ?? []).toEqual([]);
  });

  test("while the implementation is process 1 leaves that, until clean", async () => {
    const args = [...cpp, "-t", "shutdown/as-init", "--repeat-each", "100"];
    const { child } = startSockspec(args);
    const asInit = async () =>
      (await containersOf(child.pid)).filter(
        ({ Command, State }) => State === "running" && Command.includes("echo server"),
      );
    await expect.poll(asInit, { timeout: 60_000, interval: 20 }).not.toEqual([]);
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    const { status, stdout } = await sockspec(["clean"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/removed |nothing to remove/);
    await expect.poll(() => containersOf(child.pid), { timeout: 10_000 }).toEqual([]);
  });

  test("SIGTERM leaves nothing either", async () => {
    const { child, finished } = startSockspec([...cpp, "--repeat-each", "50"]);
    await expect
      .poll(() => containersOf(child.pid), { timeout: 60_000, interval: 20 })
      .not.toEqual([]);
    child.kill("SIGTERM");
    expect((await finished).status).toBe(130);
    await expect.poll(() => containersOf(child.pid), { timeout: 10_000 }).toEqual([]);
  });
});

describe("trouble is reported in one message", () => {
  test.each([
    {
      what: "no socket",
      host: "unix:///nowhere/docker.sock",
      message:
        /expected the socket of a Docker Engine at \/nowhere\/docker\.sock, found none\. Start one/,
    },
    {
      what: "nobody at an address",
      host: "tcp://127.0.0.1:9",
      message:
        /expected a Docker Engine at DOCKER_HOST=tcp:\/\/127\.0\.0\.1:9, found none that answers/,
    },
  ])("$what", async ({ host, message }) => {
    const environment = { DOCKER_HOST: host };
    const { status, stderr } = await sockspec([...cpp, "-t", "echo/basic"], { environment });
    expect(status).toBe(3);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n").length).toBeLessThanOrEqual(2);
  });

  test("a build that fails, with what it said", async () => {
    const manifest = {
      name: "broken",
      role: "server",
      protocols: ["framed"],
      command: ["./echo"],
      claims: [],
      container: { dockerfile: "Dockerfile" },
    };
    writeFileSync(join(folder, "impl.json"), JSON.stringify(manifest));
    const dockerfile = "ARG BASE\nFROM $BASE\nCOPY not-there /\n";
    writeFileSync(join(folder, "Dockerfile"), dockerfile);
    const args = ["run", folder, "--lab", "container", "-t", "echo/basic", ...output];
    const { status, stderr } = await sockspec(args);
    expect(status).toBe(2);
    expect(stderr).toMatch(/not-there/);
    expect(stderr).toMatch(/Step \d\/\d : COPY not-there/);
  });

  test("an image that does not exist", async () => {
    const args = ["run", "--image", "localhost:9/nobody/nothing:1", "-t", "echo/basic", ...output];
    const { status, stderr } = await sockspec(args);
    expect(status).toBe(2);
    expect(stderr).toMatch(/could not get the image localhost:9\/nobody\/nothing:1/);
  });

  test("a container that exits at once, with what it said", async () => {
    const [lab = ""] = await namesOf("sockspec/lab");
    const words = ["--", "sh", "-c", "echo no configuration >&2; exit 4"];
    const args = ["run", "--image", lab, "-t", "echo/basic", ...output, ...words];
    const { status, stdout } = await sockspec(args);
    expect(status).toBe(3);
    expect(stdout).toMatch(/exited with status 4 before it started listening/);
    expect(stdout).toMatch(/no configuration/);
  });
});

test("what does not need containers does not load testcontainers", async () => {
  const root = join(import.meta.dirname, "..", "..", "..");
  const script = `
    import { registerHooks } from "node:module";
    registerHooks({ resolve(name, context, next) {
      if (name === "testcontainers") throw new Error("it was loaded");
      return next(name, context);
    } });`;
  const hook = `data:text/javascript,${encodeURIComponent(script)}`;
  for (const args of [["--help"], ["list"], ["run", "cpp", "-t", "echo/basic", ...output]]) {
    const words = [process.execPath, "--import", hook, join(root, "bin", "sockspec.js"), ...args];
    const options = { environment: toolEnvironment(), cwd: root, timeoutMs: 60_000 };
    await runProgram(words, options);
  }
});

/** @returns names of the images of a repository, the newest first. */
async function namesOf(repository: string): Promise<readonly string[]> {
  const images = await docker.listImages({ filters: { reference: [repository] } });
  return images.sort((a, b) => b.Created - a.Created).flatMap(({ RepoTags }) => RepoTags ?? []);
}

async function commitWithCommand(
  image: string,
  name: string,
  command: readonly string[],
): Promise<void> {
  const container = await docker.createContainer({ Image: image, Cmd: [...command] });
  const [repo = "", tag = ""] = name.split(/:(?=[^/]*$)/);
  await container.commit({ repo, tag });
  await container.remove();
}
