import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toolEnvironment } from "../../cli/choose/bundled.ts";
import { type Packet, readCapture } from "../../evidence/capture/pcap.ts";
import { connectionStates } from "../../evidence/states/connection-states.ts";
import type { LinkDirection } from "../../scenario/link-direction.ts";
import type { LinkFault } from "../../scenario/step.ts";
import { runInHost } from "../fixtures/run-in-host.ts";
import { type EchoService, serveEcho } from "../fixtures/serve-echo.ts";
import type { Lab } from "../lab.ts";
import { openNetnsLab } from "../netns/lab.ts";
import { type Observer, startLocalObserver } from "./observer.ts";
import { ObserverError } from "./observer-program.ts";

const environment = toolEnvironment();

let lab: Lab;
let observer: Observer;
let echo: EchoService;
beforeAll(async () => {
  lab = await openLab();
  observer = await lab.startObserver();
  echo = await serveEcho(lab, environment, "::");
});
afterAll(async () => {
  await observer[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

async function openLab(): Promise<Lab> {
  const signal = new AbortController().signal;
  return await openNetnsLab({ environment, fixedPort: null, signal });
}

type Family = "IPv4" | "IPv6";

async function exchange(messages: number, bytes: number, family: Family = "IPv4") {
  const address = family === "IPv4" ? lab.serverAddress : (lab.serverAddressIpv6 ?? "");
  const words = [address, ...[echo.port, messages, bytes].map(String)];
  const { status, output } = await runInHost(lab.client, environment, [
    "node",
    "exchange.mjs",
    ...words,
  ]);
  expect(status, output).toBe(0);
  await expect
    .poll(() => lab.server?.sockets(echo.port), { timeout: 20_000 })
    .toEqual({ LISTEN: 1 });
}

async function recorded(act: () => Promise<void>, serverPort = echo.port) {
  const epochNs = process.hrtime.bigint();
  observer.begin({ serverPort, epochNs });
  await act();
  const tookMs = Number(process.hrtime.bigint() - epochNs) / 1e6;
  const report = await observer.end();
  if (report.client === null || report.server === null) {
    throw new Error("A netns lab's segments are recorded.");
  }
  const files = await observer.files();
  const sides = { client: readCapture(files.client), server: readCapture(files.server) };
  return {
    ...files,
    report: { ...report, client: report.client, server: report.server },
    sides,
    epochNs,
    tookMs,
  };
}

/** Segments that carry data in a direction, by their first sequence number. */
function dataIn(packets: readonly Packet[], direction: LinkDirection): readonly number[] {
  return packets
    .filter(
      (packet) =>
        (direction === "toServer" ? packet.destinationPort : packet.sourcePort) === echo.port,
    )
    .filter((packet) => packet.payloadBytes > 0)
    .map((packet) => packet.sequence);
}

describe("a recorded exchange", () => {
  test.each<Family>(["IPv4", "IPv6"])("over %s is the same at both sides", async (family) => {
    const { sides, report } = await recorded(() => exchange(3, 100, family));
    const summary = ({ packets }: typeof sides.client) =>
      packets.map((packet) => [
        packet.sourcePort,
        packet.sequence,
        packet.acknowledgement,
        packet.payloadBytes,
      ]);
    expect(summary(sides.client)).toEqual(summary(sides.server));
    expect(report.client.toServer).toMatchObject({ payloadBytes: 300, again: 0 });
    expect(report.server.toClient).toMatchObject({ payloadBytes: 300, again: 0 });
    expect(report.client).toMatchObject({ cut: 0, droppedByKernel: 0, beforeGap: null });
    expect(sides.client.packets).toHaveLength(report.client.packets);
  });

  test("holds no segment of another port", async () => {
    const { report } = await recorded(() => exchange(3, 100), echo.port + 1);
    expect([report.client.packets, report.server.packets]).toEqual([0, 0]);
  });

  test("begins anew", async () => {
    await recorded(() => exchange(3, 100));
    const { report } = await recorded(async () => {});
    expect([report.client.packets, report.server.packets]).toEqual([0, 0]);
  });

  test("carries times of the monotonic clock", async () => {
    const { sides, report, epochNs, tookMs } = await recorded(() => exchange(1, 100));
    const offsetMs = -Number(report.realtimeMinusMonotonicNs + epochNs) / 1e6;
    const atMs = sides.client.packets.map((packet) => packet.atMs + offsetMs);
    expect(Math.min(...atMs)).toBeGreaterThan(0);
    expect(Math.max(...atMs)).toBeLessThan(tookMs);
  });

  test("keeps the first and the last of what is long, and counts the rest", async () => {
    const { sides, report } = await recorded(() => exchange(200, 200_000));
    const { packets, cut, beforeGap, toServer, toClient } = report.client;
    expect(cut).toBeGreaterThan(0);
    expect(packets + cut).toBe(toServer.segments + toClient.segments);
    // A busy machine makes a sender believe that something was lost, and send it again.
    expect(toServer.payloadBytes).toBeGreaterThanOrEqual(40_000_000);
    expect(toServer.payloadBytes > 40_000_000).toBe(toServer.again > 0);
    expect(sides.client.packets).toHaveLength(packets);
    const times = sides.client.packets.map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(beforeGap).toBe(packets / 2);
  });
});

describe("a segment that is lost", () => {
  const rows: readonly { readonly direction: LinkDirection; readonly fault: LinkFault }[] = (
    ["toServer", "toClient"] as const
  ).flatMap((direction) => [
    { direction, fault: { do: "dropSegments", of: "data", direction, nth: 2, count: 2 } },
  ]);
  test.each(rows)(
    "is where its sender is, and not behind it ($direction)",
    async ({ direction, fault }) => {
      const { sides, report } = await recorded(async () => {
        await lab.link?.break(fault);
        await exchange(3, 100);
        expect(await lab.link?.restore()).toEqual([2]);
      });
      const [near, far] =
        direction === "toServer"
          ? (["client", "server"] as const)
          : (["server", "client"] as const);
      const sent = dataIn(sides[near].packets, direction);
      const arrived = dataIn(sides[far].packets, direction);
      const [first = 0, second = 0] = sent;
      expect(sent).toEqual([first, second, second, second, second + 100]);
      expect(arrived).toEqual([first, second, second + 100]);
      expect(report[near][direction]).toMatchObject({ payloadBytes: 500, again: 2 });
      expect(report[far][direction]).toMatchObject({ payloadBytes: 300, again: 0 });
    },
  );

  test("in a black hole is seen by its sender alone", async () => {
    const { sides } = await recorded(async () => {
      await lab.link?.break({ do: "blackhole", direction: "toServer" });
      const going = exchange(1, 100);
      await expect.poll(() => lab.inFlight(echo.port), { timeout: 20_000 }).toContain(null);
      await lab.link?.restore();
      await going;
    });
    const syns = (packets: readonly Packet[]) =>
      packets.filter((packet) => packet.flags.syn && packet.destinationPort === echo.port);
    expect(syns(sides.client.packets).length).toBeGreaterThan(syns(sides.server.packets).length);
    expect(syns(sides.server.packets).length).toBe(1);
  });
});

test("sockets of both hosts are sampled while they are there", async () => {
  const { sockets, epochNs } = await recorded(() => exchange(40, 400_000));
  expect(new Set(sockets.map(({ host }) => host))).toEqual(new Set(["client", "server"]));
  expect(new Set(sockets.map(({ clientPort }) => clientPort)).size).toBe(1);
  const nowMs = Number(process.hrtime.bigint() - epochNs) / 1e6;
  for (const socket of sockets) {
    expect(socket.atMs).toBeGreaterThan(0);
    expect(socket.atMs).toBeLessThan(nowMs);
  }
  const settled = sockets.filter(({ state }) => state === "ESTABLISHED");
  expect(settled[0]?.congestionWindowSegments).toBeGreaterThan(0);
  expect(settled[0]?.roundTripMs).toBeGreaterThan(0);
});

test("the side that closes first is seen in TIME-WAIT once, with TCP_INFO before", async () => {
  const { sockets } = await recorded(() => exchange(40, 400_000));
  const waiting = sockets.filter(({ state }) => state === "TIME-WAIT");
  expect(waiting.map(({ host }) => host)).toEqual(["client"]);
  const settled = sockets.findLast(
    ({ host, state }) => host === "client" && state === "ESTABLISHED",
  );
  expect(settled?.bytesReceived).toBeGreaterThan(0);
  expect(settled?.bytesAcked).toBeGreaterThan(0);
  expect(settled?.minimumRoundTripMs).toBeGreaterThan(0);
  expect(settled?.unacknowledgedSegments).toBeGreaterThanOrEqual(0);
  const [states] = connectionStates(sockets);
  expect(states).toMatchObject({ closedFirst: "client", halfOpen: null, closeWait: null });
});

test("what observes is no process of a host", async () => {
  observer.begin({ serverPort: echo.port, epochNs: process.hrtime.bigint() });
  expect(await echo.process.processes()).toHaveLength(1);
  await observer.end();
});

test("a lab that ends takes its observer along, which says so", async () => {
  const other = await openLab();
  await using lost = await other.startObserver();
  await other[Symbol.asyncDispose]();
  await expect(lost.end()).rejects.toThrow(ObserverError);
});

test("this machine has sockets that can be sampled, and no wire", async () => {
  await using local = await startLocalObserver();
  expect(local.whyNoSockets).toBeNull();
  expect(local.whyNoCapture).toMatch(/no wire of its own; use --lab netns/);
  local.begin({ serverPort: 1, epochNs: process.hrtime.bigint() });
  expect(await local.end()).toMatchObject({ client: null, server: null });
  expect(await local.files()).toMatchObject({ sockets: [] });
});
