import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { createInterface } from "node:readline";
import { describe, expect, test } from "vitest";
import {
  echoDatagram,
  portNobodyServes,
  serveDatagrams,
} from "../driver/fixtures/datagram-server.ts";
import { findServer } from "./find-server.ts";

const timeoutMs = 5000;

async function listen(host: string, ipv6Only = false): Promise<Server & { port: number }> {
  const server = createServer((socket) => socket.on("error", () => {}));
  server.listen({ host, port: 0, ipv6Only });
  await once(server, "listening");
  return Object.assign(server, { port: (server.address() as AddressInfo).port });
}

test.each([
  { on: "127.0.0.1", host: "127.0.0.1", found: { ipv4: "127.0.0.1", ipv6: null } },
  { on: "::1", host: "::1", found: { ipv4: null, ipv6: "::1" } },
])("a server on $on is found at $host", async ({ on, host, found }) => {
  await using server = await listen(on);
  expect(await findServer({ host, port: server.port }, { timeoutMs })).toEqual(found);
});

test("a name is connected to over the family on which the server listens", async () => {
  await using server = await listen("127.0.0.1");
  const found = await findServer({ host: "localhost", port: server.port }, { timeoutMs });
  expect(found).toEqual({ ipv4: "127.0.0.1", ipv6: null });
});

test("a port on which nothing listens", async () => {
  const server = await listen("127.0.0.1");
  const { port } = server;
  server.close();
  await expect(findServer({ host: "127.0.0.1", port }, { timeoutMs })).rejects.toThrow(
    "no listener there (ECONNREFUSED)",
  );
});

describe("a server of UDP", () => {
  const datagram = Buffer.from("anybody");

  test.each(["127.0.0.1", "::1"])(
    "at %s is found by its answer, though the first was lost",
    async (host) => {
      await using server = await serveDatagrams((socket, received) => {
        if (received.number > 1) {
          echoDatagram(socket, received);
        }
      }, host);
      const found = await findServer({ host, port: server.port }, { timeoutMs, datagram });
      expect(Object.values(found).filter((address) => address !== null)).toEqual([host]);
    },
  );

  test("that does not answer is none", async () => {
    await using server = await serveDatagrams(() => {});
    const silent = findServer(
      { host: "127.0.0.1", port: server.port },
      { timeoutMs: 300, datagram },
    );
    await expect(silent).rejects.toThrow("no answer within 300 ms");
  });

  test("whose port is closed is none, at once", async () => {
    const port = await portNobodyServes();
    const gone = findServer({ host: "127.0.0.1", port }, { timeoutMs, datagram });
    await expect(gone).rejects.toThrow("no listener there (ECONNREFUSED)");
  });
});

test("a name that does not resolve", async () => {
  const finding = findServer({ host: "nobody.invalid", port: 80 }, { timeoutMs });
  await expect(finding).rejects.toThrow(/a name that does not resolve \(E\w+\)/);
});

/** Listens with a queue of one connection and accepts none. */
const wedged = `
  const server = require("net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 });
  server.once("listening", () => {
    require("fs").writeSync(1, server.address().port + "\\n");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;

test("a server whose accept queue is full", async () => {
  const child: ChildProcess = spawn(process.execPath, ["-e", wedged], { stdio: "pipe" });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => void child.kill("SIGKILL"));
  const [line] = await once(createInterface({ input: child.stdout as never }), "line");
  const port = Number(line);
  for (let number = 0; number < 2; number += 1) {
    const socket = connect(port, "127.0.0.1");
    stack.defer(() => void socket.destroy());
    await once(socket, "connect");
  }
  await expect(findServer({ host: "127.0.0.1", port }, { timeoutMs: 300 })).rejects.toThrow(
    "no answer within 300 ms (ETIMEDOUT)",
  );
});
