import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { expect, test } from "vitest";
import type { LeafStep } from "../../scenario/step.ts";
import { playSteps } from "../fixtures/play-steps.ts";

const load: Extract<LeafStep, { do: "load" }> = {
  do: "load",
  label: "load",
  bytes: 10,
  connections: 3,
  depth: 1,
  warmUp: { ms: 0 },
  duration: { ms: 50 },
};

function makeEcho(): Server {
  return createServer((socket) => void socket.on("error", () => {}).pipe(socket));
}

async function listen(server: Server, port = 0): Promise<number> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** A port that nobody listens on. */
async function findFreePort(): Promise<number> {
  const server = makeEcho();
  const port = await listen(server);
  server.close();
  await once(server, "close");
  return port;
}

test("a sample is taken while the connections of a load are open and idle", async () => {
  await using server = makeEcho();
  const port = await listen(server);
  const open: number[] = [];
  const { loads, samples } = await playSteps(port, [{ ...load, idleSample: "idle" }], {
    onAsk: ({ do: asked }) => {
      if (asked === "sample") {
        server.getConnections((_, count) => open.push(count));
      }
    },
  });
  expect(loads[0]).toMatchObject({ failure: null, connectionsLost: 0 });
  expect(samples).toMatchObject([{ label: "idle", connectionsMade: 3 }]);
  expect(open[1]).toBe(3);
});

test("an open load is over once all is echoed, and not at its deadline", async () => {
  await using server = makeEcho();
  const port = await listen(server);
  const open = {
    ...load,
    depth: undefined,
    messagesPerSecond: 5000,
    warmUp: { ms: 0 },
    duration: { ms: 20 },
    deadline: { ms: 600_000 },
  };
  const { loads } = await playSteps(
    port,
    Array.from({ length: 10 }, () => open),
  );
  expect(loads.map(({ echoedInAll }) => echoedInAll)).toEqual(
    Array.from({ length: 10 }, () => 100),
  );
});

test("connections are tried again while they are refused", async () => {
  await using server = makeEcho();
  const port = await findFreePort();
  const patient = { ...load, connectWithin: { ms: 20_000 } };
  const playing = playSteps(port, [patient], {
    onAsk: () => void setTimeout(() => void listen(server, port).catch(() => {}), 100),
  });
  const { loads } = await playing;
  expect(loads[0]?.failure).toBeNull();
  expect(loads[0]?.connections).toHaveLength(3);
});

test("a refused connection is the failure of an impatient load", async () => {
  const { loads } = await playSteps(await findFreePort(), [{ ...load, idleSample: "idle" }]);
  expect(loads[0]?.failure).toContain("connect: Connection refused");
});
