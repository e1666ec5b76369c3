import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toolEnvironment } from "../../cli/choose/bundled.ts";
import type { SocketLook } from "../../history/socket-options.ts";
import type { HostProcess } from "../../host/host.ts";
import { runInHost } from "../fixtures/run-in-host.ts";
import type { Lab } from "../lab.ts";
import { openLoopbackLab } from "../loopback.ts";
import { openNetnsLab } from "../netns/lab.ts";

const environment = toolEnvironment();
const { signal } = new AbortController();

/** Sets what options its argument names on each connection, and echoes. */
const program = `
  const [port, set] = process.argv.slice(1);
  require("node:net")
    .createServer({ noDelay: set === "set", keepAlive: set === "set", keepAliveInitialDelay: 7000 },
      (socket) => socket.pipe(socket))
    .listen({ port: Number(port), host: "0.0.0.0", backlog: 33 });
`;

/** Connects, sends a byte, and says when it has come back and when the server has closed. */
const peer = `
  const [host, port] = process.argv.slice(1);
  const socket = require("node:net").connect(Number(port), host, () => socket.write("x"));
  socket.once("data", () => console.log("echoed"));
  socket.once("end", () => console.log("ended"));
`;

let lab: Lab;
beforeAll(async () => {
  lab = await openNetnsLab({ environment, fixedPort: null, signal });
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

interface Served extends AsyncDisposable {
  readonly port: number;
  readonly server: HostProcess;
  readonly client: HostProcess;
  look(): Promise<SocketLook>;
}

/** Starts the server in the lab, and a peer that has been echoed. */
async function serve(
  { server: host, client, serverAddress, nextPort }: Lab,
  set: string,
): Promise<Served> {
  if (host === null) {
    throw new Error("This lab starts no servers.");
  }
  const port = nextPort();
  const spawning = { cwd: import.meta.dirname, environment, stdin: "pipe" } as const;
  const server = host.spawn(["node", "-e", program, String(port), set], spawning);
  const limit = AbortSignal.timeout(20_000);
  while (!(await host.listeners("tcp"))?.some((listener) => listener.port === port)) {
    await delay(5, undefined, { signal: limit });
  }
  const connected = client.spawn(["node", "-e", peer, serverAddress, String(port)], spawning);
  await new Promise((resolve) => connected.child.stdout.once("data", resolve));
  return {
    port,
    server,
    client: connected,
    look: async () =>
      host.socketOptions({ port, processes: await server.processes(), environment, signal }),
    [Symbol.asyncDispose]() {
      connected.killAll();
      server.killAll();
      return Promise.resolve();
    },
  };
}

function optionsOf({ sockets }: SocketLook, of: "listener" | "connection") {
  return sockets.find((socket) => socket.of === of)?.options;
}

describe("a server's sockets, read from outside", () => {
  test("have the options that it set, and its backlog", async () => {
    await using served = await serve(lab, "set");
    const look = await served.look();
    expect(look).toMatchObject({ failure: null, unaccepted: 0 });
    expect(look.sockets.map(({ of }) => of).sort()).toEqual(["connection", "listener"]);
    expect(look.sockets.find(({ of }) => of === "listener")).toMatchObject({
      family: "IPv4",
      backlog: 33,
      waiting: 0,
    });
    expect(optionsOf(look, "listener")).toMatchObject({ SO_REUSEADDR: 1, TCP_NODELAY: 0 });
    expect(optionsOf(look, "connection")).toMatchObject({
      TCP_NODELAY: 1,
      SO_KEEPALIVE: 1,
      TCP_KEEPIDLE: 7,
      SO_LINGER: -1,
    });
  });

  test("differ from a new socket only in what was set", async () => {
    await using served = await serve(lab, "unset");
    const look = await served.look();
    expect(look.defaults).toMatchObject({ TCP_NODELAY: 0, SO_KEEPALIVE: 0, TCP_KEEPIDLE: 7200 });
    expect(optionsOf(look, "connection")).toMatchObject({ TCP_NODELAY: 0, SO_KEEPALIVE: 0 });
    expect(look.backlogLimit).toBeGreaterThanOrEqual(128);
  });

  test("are not kept open by the look: a FIN goes out when their owner closes them", async () => {
    await using served = await serve(lab, "set");
    for (let looks = 0; looks < 5; looks += 1) {
      await served.look();
    }
    const ended = new Promise((resolve) => served.client.child.stdout.once("data", resolve));
    served.server.killAll();
    expect(String(await ended)).toBe("ended\n");
  });

  test("of a connection that nobody accepts cannot be read, and are counted", async () => {
    await using served = await serve(lab, "set");
    served.server.signalAll("SIGSTOP");
    const connect = `require("node:net").connect(${served.port}, "${lab.serverAddress}", () => process.exit())`;
    const { status } = await runInHost(lab.client, environment, ["node", "-e", connect]);
    expect(status).toBe(0);
    const look = await served.look();
    served.server.signalAll("SIGCONT");
    expect(look.unaccepted).toBe(1);
    expect(look.sockets.filter(({ of }) => of === "connection")).toHaveLength(1);
  });

  test("of a process that does not exist cannot be read", async () => {
    const query = { port: 1, processes: [2 ** 22 + 1], environment, signal };
    const look = await lab.server?.socketOptions(query);
    expect(look).toMatchObject({ sockets: [] });
    expect(look?.failure).toMatch(/pidfd_open: No such process.*netns lab/);
  });

  test("of no process cannot be read", async () => {
    const look = await lab.server?.socketOptions({ port: 1, processes: [], environment, signal });
    expect(look?.failure).toBe("no process of the implementation is left");
  });
});

test("on this machine they can be read too, or the look says why not", async () => {
  await using loopback = openLoopbackLab(null);
  await using served = await serve(loopback, "set");
  const look = await served.look();
  if (look.failure === null) {
    expect(optionsOf(look, "connection")).toMatchObject({ TCP_NODELAY: 1 });
  } else {
    expect(look.failure).toMatch(/not permitted/);
  }
});
