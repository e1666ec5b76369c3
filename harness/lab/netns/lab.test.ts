import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toolEnvironment } from "../../cli/choose/bundled.ts";
import { findProgram } from "../../host/find-program.ts";
import { counterDeltas } from "../../host/proc/net.ts";
import { runProgram } from "../../host/run-program.ts";
import { ordinaryUser, whyNotAs } from "../fixtures/as-others.ts";
import {
  awaitNoLeftovers,
  findInhabitants,
  findLeftovers,
  listNetworkNamespaces,
} from "../fixtures/leftovers.ts";
import { runInHost } from "../fixtures/run-in-host.ts";
import { serveEcho } from "../fixtures/serve-echo.ts";
import { type Lab, LabOpenError } from "../lab.ts";
import { openNetnsLab } from "./lab.ts";

const environment = toolEnvironment();
const path = environment["PATH"] ?? "";

/** Time that a lab may take to vanish, in ms: the kernel kills the PID namespace at once. */
const goneWithinMs = 2000;

function open(options: { readonly environment?: Readonly<Record<string, string>> } = {}) {
  const signal = new AbortController().signal;
  return openNetnsLab({ environment, fixedPort: null, signal, ...options });
}

async function networkOf(host: Lab["client"] | null): Promise<string> {
  if (host === null) {
    throw new Error("A netns lab has two hosts.");
  }
  return (await runInHost(host, environment, ["readlink", "/proc/self/ns/net"])).output;
}

describe("an open netns lab", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await open();
  });
  afterAll(async () => {
    await lab[Symbol.asyncDispose]();
  });

  test("keeps the client, the server and this machine in networks of their own", async () => {
    const own = readlinkSync("/proc/self/ns/net");
    const networks = [own, await networkOf(lab.client), await networkOf(lab.server)];
    expect(new Set(networks).size).toBe(3);
    expect(networks.every((network) => /^net:\[\d+\]$/.test(network))).toBe(true);
  });

  test("lets the client reach the server, and only over the wire", async () => {
    const route = ["ip", "route", "get", lab.serverAddress];
    const { output } = await runInHost(lab.client, environment, route);
    expect(output).toMatch(/^198\.18\.1\.2 dev eth0 src 198\.18\.0\.2 /);

    await using server = await serveEcho(lab, environment);
    const client = ["node", "echo-client.mjs", lab.serverAddress, String(server.port), "hello"];
    expect(await runInHost(lab.client, environment, client)).toEqual({
      status: 0,
      output: "hello",
    });
  });

  test("gives a host no way out of the lab", async () => {
    const ping = ["node", "echo-client.mjs", "192.0.2.1", "9", "hello"];
    const { status, output } = await runInHost(lab.client, environment, ping);
    expect(status).not.toBe(0);
    expect(output).toMatch(/ENETUNREACH|EHOSTUNREACH/);
  });

  test("has a name server that never answers, for commands that are to have one", async () => {
    const lookUp = ["timeout", "1", "getent", "hosts", "198.18.0.2"];
    const silent = { nameServer: "silent" } as const;
    const server = lab.server as Lab["client"];
    const waits = await runInHost(server, environment, lookUp, silent);
    expect(waits).toEqual({ status: 124, output: "" });
    const others = await runInHost(server, environment, ["cat", "/etc/resolv.conf"]);
    expect(others.output).not.toContain("198.18.255.53");
  });

  test("leaves a page of the output of a command to which nobody listens", async () => {
    using folder = {
      path: mkdtempSync(join(tmpdir(), "sockspec-output-")),
      [Symbol.dispose]() {
        rmSync(this.path, { recursive: true });
      },
    };
    const report = join(folder.path, "report");
    const script = `dd if=/dev/zero bs=4096 count=3 oflag=nonblock 2>${report}`;
    const unread = { output: "unread" } as const;
    const server = lab.server as Lab["client"];
    const { output } = await runInHost(server, environment, ["sh", "-c", script], unread);
    expect(output).toBe("");
    expect(readFileSync(report, "utf8")).toMatch(/^1\+0 records out$/m);
  });

  test.each(["client", "server"] as const)(
    "tells the settings of the %s's kernel",
    async (side) => {
      const host = lab[side];
      if (host === null) {
        throw new Error("A netns lab has two hosts.");
      }
      const setting = async (name: string) =>
        (await runInHost(host, environment, ["cat", `/proc/sys/net/ipv4/${name}`])).output;
      const sizes = async (name: string) => (await setting(name)).split(/\s+/).map(Number);
      expect(lab.facts.buffers[side]).toEqual({
        tcpRmem: await sizes("tcp_rmem"),
        tcpWmem: await sizes("tcp_wmem"),
      });
      expect(lab.facts.congestionControl).toBe(await setting("tcp_congestion_control"));
      expect(["cubic", "reno"]).toContain(lab.facts.congestionControl);
    },
  );

  test("counts what happened on each host apart", async () => {
    await using server = await serveEcho(lab, environment);
    const before = await countersOf(lab);
    const client = ["node", "echo-client.mjs", lab.serverAddress, String(server.port), "hello"];
    await runInHost(lab.client, environment, client);
    const after = await countersOf(lab);
    const deltas = {
      client: counterDeltas(before.client, after.client),
      server: counterDeltas(before.server, after.server),
    };
    expect(deltas.client?.["Tcp.ActiveOpens"]).toBe(1);
    expect(deltas.client?.["Tcp.PassiveOpens"]).toBeUndefined();
    expect(deltas.server?.["Tcp.PassiveOpens"]).toBe(1);
    expect(deltas.server?.["Tcp.ActiveOpens"]).toBeUndefined();
  });

  test("tells how many sockets of a port are in each state", async () => {
    await using server = await serveEcho(lab, environment);
    expect(await lab.server?.sockets(server.port)).toEqual({ LISTEN: 1 });
    expect(await lab.server?.sockets(server.port + 1000)).toEqual({});
  });

  test("reaps the orphans of what ran in it", async () => {
    const leaveZombie = "sh -c 'sleep 0 & exec sleep 0.1' & wait";
    await runInHost(lab.client, environment, ["sh", "-c", leaveZombie]);
    const listZombies = async () => {
      const { output } = await runInHost(lab.client, environment, ["ps", "-eo", "stat=,args="]);
      return output.split("\n").filter((line) => line.startsWith("Z"));
    };
    await expect.poll(listZombies).toEqual([]);
  });

  test("takes no driver that runs beside a server for a process of it", async () => {
    const options = { cwd: "/", environment, stdin: "pipe" } as const;
    const spawn = (command: readonly string[], isDriver?: true) => {
      const spawned = lab.server?.spawn(command, { ...options, ...(isDriver && { isDriver }) });
      if (spawned === undefined) {
        throw new Error("A netns lab has two hosts.");
      }
      return spawned;
    };
    // Each has a child: a driver starts programs too.
    const busy = ["sh", "-c", "sleep 1000 & wait"];
    const driver = spawn([...busy, "driver"], true);
    const server = spawn(["sh", "-c", "echo up; read -r word"]);
    try {
      await once(server.child.stdout, "data");
      expect(await server.processes()).toHaveLength(1);
      server.killAll();
      await once(server.child, "exit");
      expect(await server.processes()).toEqual([]);
      expect(await driver.processes()).not.toEqual([]);
    } finally {
      server.killAll();
      driver.killAll();
    }
  });

  test("never gives the same port twice, and always the one that is insisted on", async () => {
    const ports = Array.from({ length: 100 }, () => lab.nextPort());
    expect(new Set(ports).size).toBe(100);
    const signal = new AbortController().signal;
    await using fixed = await openNetnsLab({ environment, fixedPort: 7777, signal });
    expect([fixed.nextPort(), fixed.nextPort()]).toEqual([7777, 7777]);
  });
});

describe("disposing of a netns lab", () => {
  test("leaves no process and no network namespace of it, whatever runs there", async () => {
    const marker = randomUUID();
    const marked = { ...environment, SOCKSPEC_TEST: marker };
    let inhabitants: readonly string[];
    {
      await using lab = await open({ environment: marked });
      const networks = new Set([await networkOf(lab.client), await networkOf(lab.server)]);
      await serveEcho(lab, marked);
      lab.client.spawn(["sh", "-c", "trap '' TERM INT HUP; setsid sleep 1000 & exec sleep 1000"], {
        cwd: "/",
        environment: marked,
        stdin: "pipe",
      });
      expect(findLeftovers(marker).length).toBeGreaterThan(3);
      inhabitants = findInhabitants(networks);
      expect(inhabitants.length).toBeGreaterThan(3);
    }
    expect(await awaitNoLeftovers(() => findLeftovers(marker), goneWithinMs)).toEqual([]);
    const now = new Set(findInhabitants(listNetworkNamespaces()));
    expect(inhabitants.filter((inhabitant) => now.has(inhabitant))).toEqual([]);
  });

  test("may be done twice", async () => {
    const lab = await open();
    await lab[Symbol.asyncDispose]();
    await lab[Symbol.asyncDispose]();
  });

  test("works when the run was aborted", async () => {
    const marker = randomUUID();
    const abort = new AbortController();
    const marked = { ...environment, SOCKSPEC_TEST: marker };
    const options = { environment: marked, fixedPort: null, signal: abort.signal };
    const lab = await openNetnsLab(options);
    abort.abort();
    await lab[Symbol.asyncDispose]();
    expect(await awaitNoLeftovers(() => findLeftovers(marker), goneWithinMs)).toEqual([]);
  });
});

describe("a netns lab that cannot be opened", () => {
  /** A folder for PATH that has only some programs. */
  function folderOf(...programs: readonly string[]): Disposable & { readonly path: string } {
    const folder = mkdtempSync(join(tmpdir(), "sockspec-path-"));
    for (const program of programs) {
      symlinkSync(findProgram(program, "/", path) ?? "", join(folder, program));
    }
    return { path: folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
  }

  const withoutIp = ["unshare", "sh", "mount", "mkdir", "sleep", "cat"];

  test.each([
    { missing: "ip", programs: withoutIp, found: /ip: not found/ },
    { missing: "unshare", programs: ["sh"], found: /unshare ENOENT/ },
    { missing: "sh", programs: ["unshare"], found: /failed to execute sh/ },
  ])("for want of $missing says so, and what to do", async ({ programs, found }) => {
    using folder = folderOf(...programs);
    const marker = `PATH=${folder.path}`;
    const opening = open({ environment: { PATH: folder.path } });
    await expect(opening).rejects.toThrow(LabOpenError);
    await expect(opening).rejects.toThrow(found);
    await expect(opening).rejects.toThrow(/iproute2 and util-linux.*sockspec doctor.*loopback/);
    await expect(opening).rejects.toMatchObject({ code: "LAB_NOT_OPEN" });
    expect(await awaitNoLeftovers(() => findLeftovers(marker), goneWithinMs)).toEqual([]);
  });

  test("because the run is aborted ends at once and leaves nothing", async () => {
    const marker = randomUUID();
    const abort = new AbortController();
    const marked = { ...environment, SOCKSPEC_TEST: marker };
    const opening = openNetnsLab({ environment: marked, fixedPort: null, signal: abort.signal });
    abort.abort();
    await expect(opening).rejects.toThrow();
    expect(await awaitNoLeftovers(() => findLeftovers(marker), goneWithinMs)).toEqual([]);
  });
});

describe("an ordinary user", () => {
  test("opens a lab, echoes through it and sees its processes", async ({ skip }) => {
    const words = [...ordinaryUser.words, "unshare", "--user", "--map-root-user", "--"];
    const refused = await whyNotAs({ ...ordinaryUser, words });
    skip(refused !== null, `this machine gives an ordinary user no user namespace: ${refused}`);

    const script = join(import.meta.dirname, "..", "fixtures", "open-and-echo.ts");
    const opening = [...ordinaryUser.words, process.execPath, script, path];
    const { stdout } = await runProgram(opening, { environment, timeoutMs: 30_000 });
    const seen = JSON.parse(stdout) as Record<string, unknown>;
    expect(seen["uid"]).not.toBe(0);
    expect(seen["output"]).toBe("hello");
    expect(seen["descriptors"]).toBeGreaterThan(5);
    expect(seen["facts"]).toMatchObject({ countersAreOurs: true });
  });
});

async function countersOf({ client, server }: Lab) {
  return { client: await client.counters(), server: (await server?.counters()) ?? null };
}
