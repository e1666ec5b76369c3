import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { makeSocketFolder, socketPathIn } from "../../host/socket-folder.ts";
import type { Step } from "../../scenario/step.ts";
import { playSteps } from "../fixtures/play-steps.ts";

const generous = { ms: 20_000 };
const connect: Step = { do: "connect", connection: "main" };
const send: Step = { do: "send", on: "main", content: [{ messages: 2, bytes: 10 }] };
const awaitEcho: Step = { do: "awaitEcho", on: "main", deadline: generous };
const awaitEnd: Step = { do: "awaitEnd", on: "main", deadline: generous };

/** Listens with next to no backlog, and echoes from the moment on at which it reads a line. */
const lateServer = `
import socket, sys, threading
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen(1)
print("listening", flush=True)
sys.stdin.readline()
def echo(one):
    while data := one.recv(4096):
        one.sendall(data)
while True:
    threading.Thread(target=echo, args=(listener.accept()[0],), daemon=True).start()
`;

const echo = (socket: Socket) => void socket.on("error", () => {}).pipe(socket);

/** Serves at a path until it is disposed of. */
async function serve(serveOne: (socket: Socket) => void, name?: string) {
  await using making = new AsyncDisposableStack();
  const folder = making.use(makeSocketFolder()).path;
  const path = name ?? socketPathIn(folder);
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    serveOne(socket);
  });
  server.listen(path);
  await once(server, "listening");
  making.defer(async () => {
    for (const socket of sockets) {
      socket.destroy();
    }
    server.close();
    await once(server, "close");
  });
  const owned = making.move();
  return { path, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const play = (socket: string, steps: readonly Step[]) => playSteps(0, steps, { socket });

describe("over a Unix-domain socket", () => {
  test("messages come back, and the connection has no port", async () => {
    await using server = await serve(echo);
    const played = await play(server.path, [connect, send, awaitEcho]);
    const main = played.connection("main");
    expect(main).toMatchObject({ localPort: null, connectError: null, unsolicitedBytes: 0 });
    expect(main.received.bytes).toBe(28);
    expect(played.connection("probe").received.bytes).toBe(8);
  });

  test("a server with an abstract name is reached", async () => {
    const name = `\0sockspec-test-${process.pid}`;
    await using _server = await serve(echo, name);
    const played = await play(name, [connect, send, awaitEcho]);
    expect(played.connection("main").received.bytes).toBe(28);
  });

  test("writes are counted one by one, for they are not joined", async () => {
    await using server = await serve(echo);
    const bytewise: Step = {
      do: "send",
      on: "main",
      content: [{ messages: 1, bytes: 4 }],
      chunks: { bytes: 1, gap: { ms: 1 } },
    };
    const inspect: Step = { do: "inspect", on: "main" };
    const played = await play(server.path, [connect, bytewise, awaitEcho, inspect]);
    expect(played.connection("main").queues).toMatchObject([
      { writes: 8, splitWrites: 0, takenBytes: 8 },
    ]);
  });

  test("the end of file and a reset are told apart", async () => {
    await using closing = await serve((socket) => socket.resume().end());
    const ended = await play(closing.path, [connect, awaitEnd]);
    expect(ended.connection("main").peerEnd).toMatchObject({ how: "fin", errno: null });
    // It closes with bytes that it has not read.
    await using leaving = await serve((socket) => {
      socket.once("readable", () => socket.destroy());
    });
    const large: Step = { do: "send", on: "main", content: [{ messages: 1, bytes: 150_000 }] };
    const reset = await play(leaving.path, [connect, large, awaitEnd]);
    expect(reset.connection("main").peerEnd).toMatchObject({ how: "rst" });
  });

  test("what is owed when the driver ends a connection is recorded", async () => {
    await using server = await serve((socket) => void socket.on("error", () => {}).resume());
    const abort: Step = { do: "abort", on: "main" };
    const played = await play(server.path, [connect, send, abort]);
    expect(played.connection("main").owedAtReleaseBytes).toBe(28);
    expect(played.events.filter(({ event }) => event === "rst-sent")).toEqual([]);
  });

  test("a server that cannot write any more is found blocked", async () => {
    await using server = await serve(echo);
    const played = await play(server.path, [
      connect,
      { do: "stopReading", on: "main" },
      {
        do: "sendUntilBlocked",
        on: "main",
        messageBytes: 32_768,
        limit: 8_388_608,
        quiet: { ms: 100 },
      },
      { do: "resumeReading", on: "main" },
      awaitEcho,
    ]);
    const main = played.connection("main");
    const [look] = main.queues ?? [];
    expect(look).toMatchObject({ serverBlocked: true });
    expect(look?.unreadBytes).toBeGreaterThan(100_000);
    expect(main.waits.at(-1)).toMatchObject({ step: "awaitEcho", satisfied: true });
  });

  test("descriptors leave beside bytes, which come back as others do", async () => {
    await using server = await serve(echo);
    const content = [{ messages: 1, bytes: 6 }];
    const pass: Step = { do: "sendDescriptors", on: "main", content, count: 3 };
    const played = await play(server.path, [connect, pass, awaitEcho]);
    expect(played.connection("main")).toMatchObject({ received: { bytes: 10 } });
    expect(played.events).toContainEqual(
      expect.objectContaining({ event: "descriptors-sent", detail: "3 descriptors" }),
    );
  });

  test("a socket of another type is refused by one of streams", async () => {
    await using server = await serve(echo);
    const played = await play(server.path, [{ do: "trySocketType", type: "seqpacket" }]);
    expect(played.events).toContainEqual(
      expect.objectContaining({ event: "socket-type-tried", detail: "seqpacket: EPROTOTYPE" }),
    );
  });

  test("a full backlog is waited for, as connect() does where it may block", async () => {
    using folder = makeSocketFolder();
    const path = socketPathIn(folder.path);
    // Accepts once it is told to: until then two connections fit.
    const child = spawn("python3", ["-c", lateServer, path], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    try {
      await once(child.stdout, "data");
      const steps: readonly Step[] = [
        { do: "connect", connection: "crowd", count: 5, deadline: { ms: 60 } },
        { do: "sample", label: "full" },
        { do: "awaitConnected", on: "crowd", deadline: generous },
      ];
      const accept = () => {
        child.stdin.write("go\n");
        return Promise.resolve();
      };
      const played = await playSteps(0, steps, { socket: path, atSample: { full: accept } });
      const crowd = played.connections.filter(({ group }) => group === "crowd");
      const full = crowd.filter(({ backlogFullTimes = 0 }) => backlogFullTimes > 0);
      expect(full.length).toBeGreaterThanOrEqual(3);
      expect(crowd.filter(({ connectedAtMs }) => connectedAtMs === null)).toEqual([]);
      expect(played.connection("probe").received.bytes).toBe(8);
    } finally {
      child.kill("SIGKILL");
      await once(child, "close");
    }
  });

  test("a path without a server refuses", async () => {
    using folder = makeSocketFolder();
    const played = await play(socketPathIn(folder.path), [connect]);
    expect(played.connection("main")).toMatchObject({ connectError: "ENOENT", queues: [] });
  });
});
