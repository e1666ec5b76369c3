import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toolEnvironment } from "../cli/choose/bundled.ts";
import { startClock } from "../history/clock.ts";
import type { ServerHost } from "../host/host.ts";
import { makeSocketFolder, socketPathIn } from "../host/socket-folder.ts";
import { awaitNoLeftovers, findLeftovers } from "../lab/fixtures/leftovers.ts";
import type { Lab } from "../lab/lab.ts";
import { openLoopbackLab } from "../lab/loopback.ts";
import { openNetnsLab } from "../lab/netns/lab.ts";
import { type Endpoint, startEndpoint } from "./endpoint.ts";
import { EndpointStartError } from "./endpoint-start-error.ts";
import type { Implementation } from "./manifest.ts";

const node = process.execPath;
const marker = randomUUID();
const environment = { ...toolEnvironment(), SOCKSPEC_TEST: marker };
const signal = new AbortController().signal;

/** A fixture needs 60 ms to listen; the limit allows for a busy machine. */
const readyTimeoutMs = 20_000;

const labs: readonly { readonly kind: string; readonly open: () => Promise<Lab> }[] = [
  { kind: "netns", open: () => openNetnsLab({ environment, fixedPort: null, signal }) },
  { kind: "loopback", open: () => Promise.resolve(openLoopbackLab(null)) },
];

function implementationOf(
  command: readonly string[],
  changes: Partial<Implementation> = {},
): Implementation {
  return {
    name: "fixture",
    role: "server",
    protocols: ["framed"],
    command: [...command],
    maxFrameBytes: 1024,
    claims: [],
    readyTimeoutMs,
    folder: join(import.meta.dirname, "fixtures"),
    ...changes,
  };
}

describe.each(labs)("in a $kind lab", ({ kind, open }) => {
  let lab: Lab;
  let host: ServerHost;
  const clock = startClock(process.hrtime.bigint());
  beforeAll(async () => {
    lab = await open();
    if (lab.server === null) {
      throw new Error("This lab starts no servers.");
    }
    host = lab.server;
  });
  afterAll(async () => {
    clock.stop();
    await lab[Symbol.asyncDispose]();
    expect(await awaitNoLeftovers(() => findLeftovers(marker), 2000)).toEqual([]);
  });

  const start = (
    command: readonly string[],
    changes: Partial<Implementation> = {},
    port = lab.nextPort(),
  ): Promise<Endpoint> =>
    startEndpoint(implementationOf(command, changes), {
      host,
      port,
      scenarioId: "echo/basic",
      environment,
      clock,
      signal,
    });

  /** @returns the message of the error from {@link startEndpoint}. */
  const complaintOf = async (
    command: readonly string[],
    changes: Partial<Implementation> = {},
    port = lab.nextPort(),
  ): Promise<string> => {
    const error = await start(command, changes, port).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(EndpointStartError);
    expect(error).toMatchObject({ code: "ENDPOINT_NOT_READY" });
    return (error as Error).message;
  };

  test("its environment and working directory are those of its manifest", async () => {
    const script = 'pwd; echo "$GREETING" "$PORT" "$SOCKSPEC_PORT"; exit 1';
    const env = { GREETING: "a=b c", PORT: "{port}", PATH: "/nowhere:/usr/bin:/bin" };
    const port = lab.nextPort();
    const folder = import.meta.dirname;
    const complaint = await complaintOf(["sh", "-c", script], { folder, env, cwd: ".." }, port);
    expect(complaint).toContain(`It printed:\n${join(folder, "..")}\na=b c ${port} ${port}`);
  });

  describe("a server of UDP", () => {
    const script = (protocol: "tcp" | "udp") => `
      const port = Number(process.env.SOCKSPEC_PORT);
      process.on("SIGTERM", () => process.exit());
      if ("${protocol}" === "tcp") require("node:net").createServer().listen(port);
      else require("node:dgram").createSocket("udp4").bind(port);
    `;
    const speaking = (protocol: "tcp" | "udp") => [node, "-e", script(protocol)];

    test("is ready when its socket has the port", async () => {
      await using endpoint = await start(speaking("udp"), { protocols: ["datagram"] });
      const { port } = endpoint;
      const sockets = await host.listeners("udp");
      expect(sockets?.filter((socket) => socket.port === port)).toHaveLength(1);
    });

    test("is not there while it only listens", async () => {
      const changes = { protocols: ["datagram"], readyTimeoutMs: 500 };
      const complaint = await complaintOf(speaking("tcp"), changes);
      expect(complaint).toMatch(/did not bind a UDP socket to port \d+ within 0\.5 s\./);
    });
  });

  describe("a server on a Unix-domain socket", () => {
    const listen = (place: string) => [
      node,
      "-e",
      `process.on("SIGTERM", () => process.exit());
      require("node:net").createServer().listen(${place});`,
      "{socket}",
    ];
    const at = (socket: string) => ({ host, port: lab.nextPort(), socket });

    test.each([
      { title: "its path", abstract: false },
      { title: "its abstract name", abstract: true },
    ])("is ready when it listens at $title", async ({ abstract }) => {
      using folder = makeSocketFolder();
      const socket = abstract ? `@${basename(folder.path)}` : socketPathIn(folder.path);
      const command = listen('process.argv[1].replace(/^@/, "\\0")');
      await using _endpoint = await startEndpoint(implementationOf(command), {
        ...at(socket),
        scenarioId: "echo/basic",
        environment,
        clock,
        signal,
      });
      const listeners = await host.listeners("unix");
      expect(listeners?.filter(({ address }) => address === socket)).toHaveLength(1);
    });

    test("is ready when it has renamed the file that it bound", async () => {
      using folder = makeSocketFolder();
      const script = `
        const [, path] = process.argv;
        process.on("SIGTERM", () => process.exit());
        require("node:net").createServer()
          .listen(path + "-new", () => require("node:fs").renameSync(path + "-new", path));`;
      const command = [node, "-e", script, "{socket}"];
      await using endpoint = await startEndpoint(implementationOf(command), {
        ...at(socketPathIn(folder.path)),
        scenarioId: "echo/basic",
        environment,
        clock,
        signal,
      });
      expect((await endpoint.outcome()).state).toBe("running");
    });

    test("is told where it listens instead, and what to pass to it", async () => {
      using folder = makeSocketFolder();
      const changes = { readyTimeoutMs: 1500 };
      const starting = startEndpoint(
        implementationOf(listen('process.argv[1] + "-other"'), changes),
        {
          ...at(socketPathIn(folder.path)),
          scenarioId: "echo/basic",
          environment,
          clock,
          signal,
        },
      );
      await expect(starting).rejects.toThrow(
        `Found it listening at ${socketPathIn(folder.path)}-other. Pass {socket} to it.`,
      );
    });
  });

  test("a PATH of its own is no matter of what starts it", async () => {
    const env = { PATH: "/nowhere" };
    const complaint = await complaintOf(["/bin/sh", "-c", "echo $PATH; exit 1"], { env });
    expect(complaint).toContain("It printed:\n/nowhere");
  });

  describe("an implementation that does not come up is told apart", () => {
    test("when its command is not found", async () => {
      const complaint = await complaintOf(["no-such-program", "{port}"]);
      expect(complaint).toMatch(/"fixture".*exited with status 127 before it started listening/);
      expect(complaint).toMatch(/no-such-program.*(not found|No such file)/);
    });

    test("when it exits at once, with its status and both its outputs", async () => {
      const script = "echo on standard output; echo on standard error >&2; exit 7";
      const complaint = await complaintOf(["sh", "-c", script]);
      expect(complaint).toContain("exited with status 7 before it started listening");
      expect(complaint).toContain("on standard output");
      expect(complaint).toContain("on standard error");
    });

    test("when it prints much before the reason, which is kept, without control characters", async () => {
      const script = "seq 9999; printf '\\033[31mValueError: \\000 no such key\\n' >&2; exit 1";
      const complaint = await complaintOf(["sh", "-c", script]);
      expect(complaint).toMatch(/It printed:\n1\n.* left out .*ValueError: ␀ no such key$/s);
      expect(complaint.length).toBeLessThan(2200);
      expect(complaint).not.toContain("\u001b");
    });

    test("when it exits with status 0 and says nothing", async () => {
      const complaint = await complaintOf(["true"]);
      expect(complaint).toContain(
        "exited with status 0 before it started listening. It printed nothing.",
      );
    });

    test("when a signal kills it, by the signal's name", async () => {
      const complaint = await complaintOf(["sh", "-c", "echo last words; kill -SEGV $$"]);
      expect(complaint).toContain("was killed by SIGSEGV before it started listening");
      expect(complaint).toContain("last words");
    });

    test("when it never listens, with what it printed", async () => {
      const waiting = ["sh", "-c", "echo still thinking; exec sleep 1000"];
      const complaint = await complaintOf(waiting, { readyTimeoutMs: 500 });
      expect(complaint).toMatch(/did not listen on port \d+ within 0\.5 s/);
      expect(complaint).toContain("still thinking");
      expect(complaint).toContain("--start-timeout, or readyTimeoutMs in its manifest");
    });

    test("when its folder does not exist", async () => {
      const complaint = await complaintOf(["true"], { folder: "/no/such/folder" });
      expect(complaint).toMatch(/ENOENT|No such file or directory/);
    });

    test("when another program listens on its port already", async () => {
      await using first = await start([node, "serve.mjs", "{port}"]);
      const starting = start([node, "serve.mjs", "{port}"], {}, first.port);
      await expect(starting).rejects.toThrow(EndpointStartError);
      await expect(starting).rejects.toThrow(
        `another program already listens on port ${first.port}`,
      );
      expect((await first.outcome()).state).toBe("running");
    });

    test("when it listens on another port, with the port and what it printed", async () => {
      const other = lab.nextPort();
      const serve = [node, "serve.mjs", `${other}`];
      const complaint = await complaintOf(serve, { readyTimeoutMs: 1500 });
      expect(complaint).toMatch(new RegExp(`Found it listening on 0\\.0\\.0\\.0 port ${other}\\b`));
      expect(complaint).toContain("--port");
      expect(complaint).toContain("It printed:\nlistening on 0.0.0.0");
    });

    test.runIf(kind === "netns").each(["127.0.0.1", "::ffff:127.0.0.1"])(
      "when only its own host can reach it, at %s",
      async (address) => {
        const serve = [node, "serve.mjs", "{port}", address];
        const complaint = await complaintOf(serve, { readyTimeoutMs: 1500 });
        expect(complaint).toContain("Found it listening on");
        expect(complaint).toContain("Only its own host reaches that address: bind to {host}");
      },
    );

    test.runIf(kind === "loopback")("but not for listening on 127.0.0.1", async () => {
      await using endpoint = await start([node, "serve.mjs", "{port}", "127.0.0.1"]);
      expect((await endpoint.outcome()).state).toBe("running");
    });

    test("when the run is aborted while it starts, and is gone", async () => {
      const word = randomUUID();
      const abort = new AbortController();
      const starting = startEndpoint(implementationOf(["sh", "-c", "exec sleep 1000"]), {
        host,
        port: lab.nextPort(),
        scenarioId: "echo/basic",
        clock,
        environment: { ...environment, WORD: word },
        signal: abort.signal,
      });
      abort.abort(new Error("enough"));
      await expect(starting).rejects.toThrow("enough");
      expect(await awaitNoLeftovers(() => findLeftovers(word), 1000)).toEqual([]);
    });
  });

  test("is told host, port and cap as arguments and in its environment", async () => {
    const script =
      'echo "$1 $2 $3 / $SOCKSPEC_HOST $SOCKSPEC_PORT $SOCKSPEC_MAX_FRAME $SOCKSPEC_PROTOCOL $SOCKSPEC_SCENARIO"';
    const command = ["sh", "-c", `${script}; exit 1`, "sh", "{host}", "{port}", "{maxFrame}"];
    const starting = start(command, {}, 4711);
    const values = "0.0.0.0 4711 1024 / 0.0.0.0 4711 1024 framed echo/basic";
    await expect(starting).rejects.toThrow(values);
  });

  test("is ready as soon as it listens, and no connection was spent on finding out", async () => {
    const script =
      'require("net").createServer(() => process.exit(9)).listen(process.argv[1], "0.0.0.0")';
    await using endpoint = await start([node, "-e", script, "{port}"]);
    expect(await endpoint.outcome()).toMatchObject({ state: "running" });
    expect((await endpoint.stop()).atEnd.state).toBe("running");
  });

  describe("stopping", () => {
    test("ends it with SIGTERM, and keeps what it says as it ends", async () => {
      await using endpoint = await start([node, "serve.mjs", "{port}"]);
      const { atEnd, stop, output } = await endpoint.stop();
      expect(atEnd).toEqual({ state: "running", processes: 1 });
      expect(stop).toMatchObject({
        signals: ["SIGTERM"],
        outcome: { state: "exited", status: 0 },
      });
      expect(output.text).toContain("told to end");
      expect(await endpoint.processes()).toEqual([]);
      expect((await host.listeners("tcp"))?.filter(({ port }) => port === endpoint.port)).toEqual(
        [],
      );
    });

    test("ends it with SIGKILL when it does not heed SIGTERM", async () => {
      await using endpoint = await start([node, "serve-stubbornly.mjs", "{port}"]);
      const { stop, output } = await endpoint.stop();
      expect(stop).toMatchObject({
        signals: ["SIGTERM", "SIGKILL"],
        outcome: { state: "killed", signal: "SIGKILL" },
      });
      expect(output.text).toContain("not yet");
      expect(await endpoint.processes()).toEqual([]);
    });

    test("ends one that has stopped itself", async () => {
      await using endpoint = await start([node, "serve.mjs", "{port}"]);
      for (const pid of await endpoint.processes()) {
        process.kill(pid, "SIGSTOP");
      }
      const { atEnd, stop } = await endpoint.stop();
      expect(atEnd.state).toBe("running");
      expect(stop?.signals[0]).toBe("SIGTERM");
      expect(await endpoint.processes()).toEqual([]);
    });

    test("may be asked for twice, and says the same", async () => {
      await using endpoint = await start([node, "serve.mjs", "{port}"]);
      const [first, second] = await Promise.all([endpoint.stop(), endpoint.stop()]);
      expect(second).toBe(first);
      expect(await endpoint.stop()).toBe(first);
      await endpoint[Symbol.asyncDispose]();
    });

    test.each(["same", "own"])(
      "ends a server that put itself into the background, in the %s session",
      async (session) => {
        await using endpoint = await start([node, "serve-in-background.mjs", "{port}", session]);
        // The launcher may still be ending when the server that it left behind listens already.
        await expect
          .poll(endpoint.outcome, { timeout: 10_000 })
          .toEqual({ state: "running", processes: 1 });
        const { atEnd, stop, output } = await endpoint.stop();
        expect(atEnd.state).toBe("running");
        expect(stop?.signals).toEqual(["SIGTERM"]);
        expect(output.text).toContain("told to end");
        expect(await endpoint.processes()).toEqual([]);
        expect((await host.listeners("tcp"))?.filter(({ port }) => port === endpoint.port)).toEqual(
          [],
        );
      },
    );

    test("ends all that a server has started, even in sessions of their own", async () => {
      const word = randomUUID();
      const script = `setsid sh -c 'trap "" TERM; WORD=${word} sleep 1000 & wait' & exec "$@"`;
      const serve = [node, "serve.mjs", "{port}"];
      await using endpoint = await start(["sh", "-c", script, "sh", ...serve]);
      await endpoint.stop();
      expect(findLeftovers(word)).toEqual([]);
    });

    test("after it died by itself says how, and sends no signal", async () => {
      await using endpoint = await start([node, "serve.mjs", "{port}"]);
      for (const pid of await endpoint.processes()) {
        process.kill(pid, "SIGABRT");
      }
      expect(await awaitNoLeftovers(endpoint.processes, 10_000)).toEqual([]);
      const { atEnd, stop } = await endpoint.stop();
      expect(atEnd).toMatchObject({ state: "killed", signal: "SIGABRT" });
      expect(stop).toBeNull();
    });
  });

  describe("its output", () => {
    test("is kept up to a limit, and beyond it only counted", async () => {
      const bytes = 3_000_000;
      await using endpoint = await start([node, "serve-verbosely.mjs", "{port}", `${bytes}`]);
      const { output } = await endpoint.stop();
      const gap = `\n… ${output.bytesDropped} bytes left out …\n`;
      const keptBytes = Buffer.byteLength(output.text) - Buffer.byteLength(gap);
      expect(output.text).toContain(gap);
      expect(keptBytes).toBe(65_536);
      expect(output.bytesDropped).toBe(2 * bytes - keptBytes);
    });

    test("never blocks it, however much it says while it serves", async () => {
      const script = `
        const write = () => { while (process.stdout.write("x".repeat(65536))); };
        process.stdout.on("drain", write);
        require("net").createServer(() => {}).listen(process.argv[1], "0.0.0.0", write)`;
      await using endpoint = await start([node, "-e", script, "{port}"]);
      const cpuMs = async () => (await endpoint.sample())?.cpuMs ?? 0;
      const limit = AbortSignal.timeout(20_000);
      for (const from = await cpuMs(); (await cpuMs()) < from + 50; ) {
        await delay(5, undefined, { signal: limit });
      }
      const { output, stop } = await endpoint.stop();
      expect(output.bytesDropped).toBeGreaterThan(1_000_000);
      expect(stop?.outcome.state).toBe("killed");
    });

    test("may be binary", async () => {
      const script = "printf '\\377\\000\\376 then text'; exit 3";
      expect(await complaintOf(["sh", "-c", script])).toContain("then text");
    });
  });

  test("memory, descriptors and processes are sums over its process tree", async () => {
    await using plain = await start([node, "serve-as-tree.mjs", "{port}", "0", "0"]);
    const before = await plain.sample();
    await plain.stop();
    const held = { bytes: 64 * 1024 * 1024, files: 500 };
    const words = [node, "serve-as-tree.mjs", "{port}", `${held.bytes}`, `${held.files}`];
    await using loaded = await start(words);
    const after = await loaded.sample();
    expect(before?.processes).toBe(2);
    expect(after?.processes).toBe(2);
    expect((after?.descriptors ?? 0) - (before?.descriptors ?? 0)).toBe(held.files);
    const grown = (after?.residentBytes ?? 0) - (before?.residentBytes ?? 0);
    expect(grown / held.bytes).toBeGreaterThan(0.8);
    expect(after?.residentPeakBytes).toBeGreaterThanOrEqual(after?.residentBytes ?? 0);
  });

  test("twenty threads are one process", async () => {
    const script = `
      const { Worker } = require("worker_threads");
      const wait = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)";
      for (let n = 0; n < 20; n++) new Worker(wait, { eval: true });
      require("net").createServer().listen(process.argv[1], "0.0.0.0")`;
    await using endpoint = await start([node, "-e", script, "{port}"]);
    expect(await endpoint.outcome()).toEqual({ state: "running", processes: 1 });
  });
});

test("a listener that is a stranger's is never taken for the implementation's", async () => {
  await using stranger = createServer().listen(0, "0.0.0.0");
  await once(stranger, "listening");
  const address = stranger.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  const clock = startClock(process.hrtime.bigint());
  const { server } = openLoopbackLab(port);
  if (server === null) {
    throw new Error("A loopback lab starts servers.");
  }
  const starting = startEndpoint(implementationOf([node, "serve.mjs", "{port}"]), {
    host: server,
    port,
    scenarioId: "echo/basic",
    environment,
    clock,
    signal,
  });
  await expect(starting).rejects.toThrow(`another program already listens on port ${port}`);
  clock.stop();
});

test("a stranger that takes the port while the implementation starts is not taken for it either", async () => {
  const { server, nextPort } = openLoopbackLab(null);
  if (server === null) {
    throw new Error("A loopback lab starts servers.");
  }
  const port = nextPort();
  await using gate = createServer().listen(0, "127.0.0.1");
  await once(gate, "listening");
  const gatePort = (gate.address() as AddressInfo).port;
  // Asks the gate to let a stranger have its port, then wants that port for itself.
  const script = `
    const { connect, createServer } = require("node:net");
    const [port, gatePort] = process.argv.slice(1).map(Number);
    connect(gatePort, "127.0.0.1").once("data", () => createServer().listen(port, "0.0.0.0"));`;
  await using stranger = createServer();
  gate.once("connection", async (asking) => {
    stranger.listen(port, "0.0.0.0");
    await once(stranger, "listening");
    asking.end("taken");
  });
  const clock = startClock(process.hrtime.bigint());
  const command = [node, "-e", script, "{port}", String(gatePort)];
  const options = { host: server, port, scenarioId: "echo/basic", environment, clock, signal };
  const starting = startEndpoint(implementationOf(command), options);
  await expect(starting).rejects.toThrow(
    new RegExp(
      `exited with status 1 .* Another program started listening on port ${port} .*EADDRINUSE`,
      "s",
    ),
  );
  clock.stop();
});
