import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import type { Step } from "../../scenario/step.ts";
import { playSteps } from "../fixtures/play-steps.ts";

const generous = { ms: 20_000 };
const frame = Buffer.from("\0\0\0\x02hi");
const started: readonly Step[] = [
  { do: "listen" },
  { do: "startClient", client: "main" },
  { do: "accept", connection: "main", deadline: generous },
];

/** Plays steps to what runs in the place of a client, when it is to be started. */
async function playTo(client: (port: number) => void, steps: readonly Step[]) {
  const port = await freePort();
  return await playSteps(port, steps, {
    context: { message: { text: "hi" } },
    onAsk(request) {
      if (request.do === "startClient") {
        client(port);
      }
    },
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function connectTo(port: number): Socket {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  return socket.on("error", () => {});
}

test("a client's message arrives, its echo is sent, and its end is seen", async () => {
  let came: Promise<Buffer> | null = null;
  const observed = await playTo(
    (port) => {
      const socket = connectTo(port);
      came = buffer(socket);
      socket.write(frame);
      socket.once("data", () => socket.end());
    },
    [
      ...started,
      { do: "awaitMessage", on: "main", deadline: generous },
      { do: "send", on: "main", content: [{ echo: "whole" }] },
      { do: "awaitEnd", on: "main", deadline: generous },
      { do: "shutdownWrite", on: "main" },
    ],
  );
  const main = observed.connection("main");
  expect(main).toMatchObject({
    accepted: true,
    received: { bytes: 6, head: frame.toString("base64") },
    unsolicitedBytes: 0,
    peerEnd: { how: "fin" },
    sent: [{ bytes: 6, withheldBytes: 0 }],
  });
  expect(main.waits.map(({ step, satisfied }) => [step, satisfied])).toEqual([
    ["awaitMessage", true],
    ["awaitEnd", true],
  ]);
  expect(await came).toEqual(frame);
  expect(observed.unacceptedConnections).toBe(0);
  expect(observed.events.map(({ event }) => event)).toContain("accepted");
});

test("bytes beyond the message and connections beyond the first are counted", async () => {
  const observed = await playTo(
    (port) => {
      connectTo(port).write(Buffer.concat([frame, Buffer.from("more")]));
      setTimeout(() => connectTo(port), 20);
    },
    [
      ...started,
      { do: "awaitMessage", on: "main", deadline: generous },
      { do: "pause", duration: { ms: 200 } },
    ],
  );
  expect(observed.connection("main").unsolicitedBytes).toBe(4);
  expect(observed.unacceptedConnections).toBe(1);
});

test("nobody who connects is an observation", async () => {
  const observed = await playTo(() => {}, [
    { do: "listen" },
    { do: "startClient", client: "main" },
    { do: "accept", connection: "main", deadline: { ms: 50 } },
    { do: "awaitMessage", on: "main" },
  ]);
  expect(observed.connections).toEqual([]);
  expect(observed.events.map(({ event }) => event)).toContain("deadline-passed");
});

test("without a step that listens, connections are refused", async () => {
  let refused: Promise<unknown> | null = null;
  await playTo(
    (port) => {
      refused = once(connect({ port, host: "127.0.0.1" }), "error");
    },
    [
      { do: "startClient", client: "main" },
      { do: "pause", duration: { ms: 50 } },
    ],
  );
  expect(await refused).toMatchObject([{ code: "ECONNREFUSED" }]);
});

test("what reading is stopped for stays in the kernel", async () => {
  const message = Buffer.alloc(2_000_000);
  let socket: Socket | null = null;
  const observed = await playTo(
    (port) => {
      socket = connectTo(port);
      socket.write(message);
    },
    [
      ...started,
      { do: "stopReading", on: "main" },
      { do: "pause", duration: { ms: 200 } },
      { do: "abort", on: "main" },
    ],
  );
  expect(observed.connection("main").received.bytes).toBe(0);
});
