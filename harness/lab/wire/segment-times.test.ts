import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toolEnvironment } from "../../cli/choose/bundled.ts";
import { matchReplies, type Served } from "../../evidence/replies/match.ts";
import { childrenOf } from "../../host/proc/process.ts";
import type { LinkFault } from "../../scenario/step.ts";
import { runInHost } from "../fixtures/run-in-host.ts";
import { type EchoService, serveEcho } from "../fixtures/serve-echo.ts";
import type { Lab } from "../lab.ts";
import { openLoopbackLab } from "../loopback.ts";
import { openNetnsLab } from "../netns/lab.ts";
import { ObserverError } from "./observer-program.ts";

const environment = toolEnvironment();

let lab: Lab;
let echo: EchoService;
beforeAll(async () => {
  const signal = new AbortController().signal;
  lab = await openNetnsLab({ environment, fixedPort: null, signal });
  echo = await serveEcho(lab, environment, "::");
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

/** Exchanges messages, one after another. @returns what was recorded at the server's side. */
async function exchange(messages: number, bytes: number, address = lab.serverAddress) {
  const epochNs = process.hrtime.bigint();
  await using recorder = await lab.recordSegments({ serverPort: echo.port, epochNs });
  await send(messages, bytes, address);
  const tookNs = Number(process.hrtime.bigint() - epochNs);
  const { segments, flaw } = await recorder.finish();
  const [first] = segments;
  const served = matchReplies(segments, {
    clientPorts: [first?.clientPort ?? 0],
    messageBytes: bytes,
    startedNs: tookNs,
    echoedInAll: messages,
  });
  return { segments, flaw, served: expectMatched(served), tookNs };
}

async function send(messages: number, bytes: number, address = lab.serverAddress) {
  const words = [address, ...[echo.port, messages, bytes].map(String)];
  const command = ["node", "exchange.mjs", ...words];
  const { status, output } = await runInHost(lab.client, environment, command);
  expect(status, output).toBe(0);
}

function expectMatched(served: readonly Served[] | string): readonly Served[] {
  expect(served).toBeInstanceOf(Array);
  return typeof served === "string" ? [] : served;
}

/** @returns the times of all requests and replies, one after the other. */
function timesOf(served: readonly Served[]): readonly number[] {
  return served.flatMap(({ arrivedNs, repliedNs }) => [arrivedNs, repliedNs ?? Number.NaN]);
}

describe("each request and its reply are timed", () => {
  test.each(["IPv4", "IPv6"])("over %s, on the history's clock", async (family) => {
    const address = family === "IPv4" ? lab.serverAddress : (lab.serverAddressIpv6 ?? "");
    const { served, flaw, tookNs } = await exchange(50, 100, address);
    expect(flaw).toBeNull();
    expect(served).toHaveLength(50);
    // One is sent when the one before has come back.
    const times = timesOf(served);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(0);
    expect(times.at(-1)).toBeLessThan(tookNs);
  });

  test("where they take many segments", async () => {
    const { served, segments } = await exchange(20, 200_000);
    expect(segments.length).toBeGreaterThan(2 * 20 * 2);
    expect(served).toHaveLength(20);
    const times = timesOf(served);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test.each(["toServer", "toClient"] as const)(
    "without the time in which the link lost them (%s)",
    async (direction) => {
      const fault: LinkFault = { do: "dropSegments", of: "data", direction, nth: 2, count: 2 };
      await lab.link?.break(fault);
      const { served } = await exchange(3, 100);
      expect(await lab.link?.restore()).toEqual([2]);
      expect(served).toHaveLength(3);
      const times = timesOf(served);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      const [, firstReplied = 0, arrived = 0, replied = 0, lastArrived = 0] = times;
      const lostNs = direction === "toServer" ? arrived - firstReplied : lastArrived - replied;
      // It is sent again after 200 ms, and after 400.
      expect(replied - arrived).toBeLessThan(lostNs / 2);
    },
  );
});

test("a recorder that gets no processor reports how many segments it lost", async () => {
  const epochNs = process.hrtime.bigint();
  await using recorder = await lab.recordSegments({ serverPort: echo.port, epochNs });
  const recording = descendantsOf(process.pid).filter((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("observer\0times"),
  );
  const signalAll = (name: NodeJS.Signals) => {
    for (const pid of recording) {
      process.kill(pid, name);
    }
  };
  signalAll("SIGSTOP");
  await send(120, 200_000);
  signalAll("SIGCONT");
  const { flaw } = await recorder.finish();
  expect(flaw).toMatch(/^[1-9]\d* segments found no room in the recording\.$/);
});

function descendantsOf(pid: number): readonly number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
}

test("segments of another port are left out", async () => {
  const epochNs = process.hrtime.bigint();
  await using other = await lab.recordSegments({ serverPort: echo.port + 1, epochNs });
  await exchange(3, 100);
  expect(await other.finish()).toEqual({ segments: [], flaw: null });
});

test("a lab that ends takes its recorder along, which reports that", async () => {
  const signal = new AbortController().signal;
  const ended = await openNetnsLab({ environment, fixedPort: null, signal });
  const of = { serverPort: echo.port, epochNs: process.hrtime.bigint() };
  await using recorder = await ended.recordSegments(of);
  await ended[Symbol.asyncDispose]();
  await expect(recorder.finish()).rejects.toThrow(ObserverError);
});

test("a lab without a wire reports that", async () => {
  await using loopback = openLoopbackLab(null);
  const of = { serverPort: 1, epochNs: 0n };
  await expect(loopback.recordSegments(of)).rejects.toThrow(/no wire of its own; use --lab netns/);
});
