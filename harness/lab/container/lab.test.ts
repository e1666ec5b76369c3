import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  implementationOf,
  newRunId,
  openTestImages,
  openTestLab,
  type PreparedImplementation,
  prepared,
  serverOf,
  startIn,
} from "../../cli/fixtures/container-lab.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import { runInHost } from "../fixtures/run-in-host.ts";
import type { Lab } from "../lab.ts";
import type { ImageStore } from "./images/store.ts";
import { ownName, runLabel } from "./owner.ts";
import { sweep } from "./sweep.ts";

let images: ImageStore;
let tools: PreparedImplementation;
let cpp: Implementation;
let lab: Lab;
const runId = newRunId();

beforeAll(async () => {
  ({ images, tools, cpp } = await openTestImages());
  lab = await openTestLab(images, runId);
}, 300_000);
afterAll(async () => {
  await lab?.[Symbol.asyncDispose]();
});

/** Runs a shell script in the implementation's container. */
async function inContainer(script: string, implementation = tools) {
  const { child } = serverOf(lab).spawn(["sh", "-c", script], {
    cwd: implementation.folder,
    environment: {},
    stdin: "ignore",
    image: implementation.preparedImage,
  });
  const closed = once(child, "close");
  const [output, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await closed;
  return { child, output: `${output}${complaint}`.trim() };
}

const listen = `require("net").createServer((socket) => socket.pipe(socket))
  .listen(Number(process.argv[1]), "0.0.0.0")`;
const listening = ["node", "-e", listen, "{port}"];

describe("an implementation's container", () => {
  test("has no capability, and gets none", async () => {
    const { output } = await inContainer("cat /proc/self/status");
    const lines = output
      .split("\n")
      .filter((line) => /^(Cap|NoNewPrivs)/.test(line))
      .map((line) => line.split(/\s+/));
    expect(Object.fromEntries(lines)).toEqual({
      "CapInh:": "0".repeat(16),
      "CapPrm:": "0".repeat(16),
      "CapEff:": "0".repeat(16),
      "CapBnd:": "0".repeat(16),
      "CapAmb:": "0".repeat(16),
      "NoNewPrivs:": "1",
    });
  });

  test("cannot write its root, and can write /tmp", async () => {
    const { output } = await inContainer("echo x > /file; echo y > /tmp/file && cat /tmp/file");
    expect(output).toMatch(/Read-only file system/);
    expect(output).toMatch(/^y$/m);
  });

  test("can write its root where its manifest asks for it, also from an image that others share", async () => {
    const writable = await prepared(images, implementationOf(images.lab, { writableRoot: true }));
    const { output } = await inContainer("echo x > /file && cat /file", writable);
    expect(output).toBe("x");
    expect((await inContainer("cat /file")).output).toMatch(/No such file/);
  });

  test("is not there without an image", () => {
    const options = { cwd: "/", environment: {}, stdin: "ignore" } as const;
    expect(() => serverOf(lab).spawn(["sh"], options)).toThrow(/Expected an image to run sh from/);
  });

  test("has no way out of the lab's network", async () => {
    const { output } = await inContainer("ip route; ip -6 route show default; ls /sys/class/net");
    expect(output.split("\n").map((line) => line.trim().split(" ")[0])).toEqual([
      "198.18.0.0/15",
      // An address that never answers, and a name server that does not: lo drops what is sent to them.
      "198.18.1.53",
      "198.18.255.53",
      // Multicast groups of the lab's own link.
      "224.0.0.0/4",
      "eth0",
      "lo",
    ]);
  });

  test("cannot change its network", async () => {
    const { output } = await inContainer("ip link set eth0 down; ip addr add 10.0.0.1/8 dev eth0");
    expect(output.match(/Operation not permitted/g)).toHaveLength(2);
  });

  test("sees no process but its own and the agent", async () => {
    const { output } = await inContainer("ls /proc");
    // The agent, the shell and ls.
    expect(output.split("\n").filter((name) => /^\d+$/.test(name)).length).toBeLessThanOrEqual(3);
  });
});

describe("a process in it", () => {
  test("is told its settings, and nothing of the harness's environment", async () => {
    const { child } = serverOf(lab).spawn(["env"], {
      cwd: tools.folder,
      image: tools.preparedImage,
      environment: { SOCKSPEC_PORT: "1234", SECRET: "x" },
      stdin: "ignore",
    });
    const output = await text(child.stdout);
    expect(output).toContain("SOCKSPEC_PORT=1234");
    expect(output).not.toContain("SECRET");
  });

  test("that exits tells its status", async () => {
    const { child } = await inContainer("exit 7");
    expect([child.exitCode, child.signalCode]).toEqual([7, null]);
  });

  test.each(["SIGSEGV", "SIGABRT", "SIGTERM", "SIGKILL"])("that %s ends tells it", async (name) => {
    const { child } = await inContainer(`kill -s ${name.slice(3)} $$`);
    expect([child.exitCode, child.signalCode]).toEqual([null, name]);
    expect(child.outOfMemory).toBe(false);
  });

  test("that takes more memory than it may is told apart from one that was killed", async () => {
    const { child } = await inContainer("exec perl -e 'my $held = \"x\" x (400 * 1024 * 1024)'");
    expect([child.signalCode, child.outOfMemory]).toEqual(["SIGKILL", true]);
    // The container goes on, and the next process in it starts afresh.
    expect((await inContainer("echo fine")).output).toBe("fine");
  });

  test("that is not in the image says so", async () => {
    await expect(startIn(lab, tools, { command: ["no-such-server"] })).rejects.toThrow(
      "its program is not in the image",
    );
  });

  test.each([false, true])(
    "has its variables and its working directory, as process 1: %s",
    async (asInit) => {
      const script = 'pwd; echo "$GREETING" "$PORT"; exit 1';
      const placed = { ...tools, env: { GREETING: "a=b c", PORT: "{port}" }, cwd: "usr/../tmp" };
      const options = { command: ["sh", "-c", script], ...(asInit ? { asInit } : {}) } as const;
      await expect(startIn(lab, placed, options)).rejects.toThrow(/It printed:\n\/tmp\na=b c \d+/);
    },
  );

  test("that exits at once says what it printed", async () => {
    const command = ["sh", "-c", "echo cannot bind >&2; exit 3"];
    await expect(startIn(lab, tools, { command })).rejects.toThrow(
      /exited with status 3 before it started listening. It printed:\ncannot bind/,
    );
  });

  test("shows its memory, descriptors and processor time", async () => {
    await using endpoint = await startIn(lab, tools, { command: listening });
    const sample = await endpoint.sample();
    expect(sample).toMatchObject({ processes: 1 });
    expect(sample?.residentBytes).toBeGreaterThan(20_000_000);
    expect(sample?.descriptors).toBeGreaterThan(10);
    expect(sample?.cpuMs).toBeGreaterThan(10);
    expect(await serverOf(lab).sockets(endpoint.port)).toEqual({ LISTEN: 1 });
    const { stop } = await endpoint.stop();
    expect(stop?.outcome).toMatchObject({ state: "killed", signal: "SIGTERM" });
    expect(await endpoint.processes()).toEqual([]);
  });

  test("cannot be asked for the options of its sockets, and the look says why", async () => {
    await using endpoint = await startIn(lab, tools, { command: listening });
    const processes = await endpoint.processes();
    const { signal } = new AbortController();
    const query = { port: endpoint.port, processes, environment: {}, signal };
    expect(await serverOf(lab).socketOptions(query)).toMatchObject({
      failure: expect.stringContaining("CAP_SYS_PTRACE"),
      sockets: [],
    });
  });

  test("is found on the address that it listens on in vain", async () => {
    const command = ["node", "-e", listen.replace("0.0.0.0", "127.0.0.1"), "{port}"];
    const impatient = { ...tools, readyTimeoutMs: 700 };
    await expect(startIn(lab, impatient, { command })).rejects.toThrow("127.0.0.1");
  });

  test("echoes to the client host", async () => {
    await using endpoint = await startIn(lab, cpp);
    const client = `
      const socket = require("net").connect(${endpoint.port}, "${lab.serverAddress}");
      socket.end(Buffer.from([0, 0, 0, 2, 104, 105]));
      socket.on("data", (bytes) => console.log(bytes.toString("hex")));`;
    const { output } = await runInHost(
      {
        ...lab.client,
        spawn: (command, options) => lab.client.spawn(command, { ...options, cwd: "/" }),
      },
      {},
      ["node", "-e", client],
    );
    expect(output).toBe("000000026869");
  });
});

describe("process 1", () => {
  test("is the implementation itself, and heeds SIGTERM as it chose to", async () => {
    const serve = `${listen};
      console.log("pid", process.pid);
      process.on("SIGTERM", () => process.exit(5))`;
    await using endpoint = await startIn(lab, tools, {
      command: ["node", "-e", serve, "{port}"],
      asInit: true,
    });
    expect(await endpoint.sample()).toMatchObject({ processes: 1 });
    const { stop, output } = await endpoint.stop();
    expect(output.text).toContain("pid 1");
    expect(stop).toMatchObject({ signals: ["SIGTERM"], outcome: { state: "exited", status: 5 } });
  });

  test("without a handler does not hear SIGTERM, and is killed", async () => {
    const serve = `
      use Socket;
      socket(my $socket, PF_INET, SOCK_STREAM, 0); bind($socket, pack_sockaddr_in($ARGV[0], INADDR_ANY));
      listen($socket, 5); sleep 1000;`;
    await using endpoint = await startIn(lab, tools, {
      command: ["perl", "-e", serve, "{port}"],
      asInit: true,
    });
    const { stop } = await endpoint.stop();
    expect(stop).toMatchObject({
      signals: ["SIGTERM", "SIGKILL"],
      outcome: { state: "killed", signal: "SIGKILL" },
    });
  });
});

describe("what a lab makes", () => {
  test("carries the run's id, is limited, and publishes no port", async () => {
    await (await startIn(lab, cpp)).stop();
    const filters = { label: [`${runLabel}=${runId}`] };
    const found = await images.engine.docker.listContainers({ filters });
    expect(found.length).toBeGreaterThanOrEqual(4);
    for (const { Id, Names } of found) {
      expect(Names[0]).toContain(runId);
      const { HostConfig } = await images.engine.docker.getContainer(Id).inspect();
      expect(HostConfig.PortBindings ?? {}).toEqual({});
      expect(HostConfig.Memory).toBeGreaterThan(0);
      expect(HostConfig.PidsLimit).toBeGreaterThan(0);
      const capable = Names[0]?.includes("-impl-") === true ? [] : ["NET_ADMIN"];
      expect(HostConfig.CapAdd ?? []).toEqual(capable);
    }
  });

  test("is gone when it is disposed of", async () => {
    const id = newRunId();
    await (await openTestLab(images, id))[Symbol.asyncDispose]();
    const filters = { label: [`${runLabel}=${id}`] };
    await expect
      .poll(() => images.engine.docker.listContainers({ all: true, filters }), { timeout: 5000 })
      .toEqual([]);
  });

  test("is swept away when its owner has ended, and spared while it lives", async () => {
    const { docker } = images.engine;
    const create = (owner: string) =>
      docker.createContainer({
        Image: images.lab,
        Labels: { [runLabel]: newRunId(), "sockspec.owner": owner },
      });
    const [machine] = ownName().split(" ");
    const left = await create(`${machine} 999999999 1`);
    const spared = await create(ownName());
    const strange = await create("another-machine 1 1");
    await sweep(docker, { all: false, images: false });
    const rest = await docker.listContainers({ all: true });
    const ids = rest.map(({ Id }) => Id);
    expect(ids).not.toContain(left.id);
    expect(ids).toContain(spared.id);
    expect(ids).toContain(strange.id);
    await Promise.all([spared, strange].map((container) => container.remove({ force: true })));
  });
});
