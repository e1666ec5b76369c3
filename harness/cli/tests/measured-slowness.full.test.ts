import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { History, LoadHistory } from "../../history/history.ts";
import { readSamples } from "../../history/load-samples.ts";
import { readWireSamples } from "../../history/wire-samples.ts";
import { median } from "../../statistics/quantile.ts";
import { sleepingServer, twoWritesServer } from "../fixtures/slow-servers.ts";
import { makeWorkspace, sockspec, type Workspace } from "../fixtures/sockspec.ts";

/** Runs a measurement once. @returns its figures, by implementation and id. */
async function measure(
  workspace: Workspace,
  manifests: readonly { readonly name: string }[],
  words: readonly string[],
) {
  const folders = manifests.map((manifest) => workspace.implementation(manifest.name, manifest));
  const options = [
    "--repeat-each",
    "1",
    "--count-disturbed",
    "--no-yardsticks",
    "--output",
    workspace.folder,
  ];
  const { status, stderr } = await sockspec(["bench", ...folders, ...words, ...options]);
  expect(status, stderr).toBe(0);
  const cases = workspace.journal().filter(({ type }) => type === "case") as unknown as {
    readonly implementation: string;
    readonly figures: readonly { readonly id: string; readonly value: number | null }[];
  }[];
  const figure = (implementation: string, id: string) => {
    const own = cases.find((result) => result.implementation === implementation);
    return own?.figures.find((result) => result.id === id)?.value ?? Number.NaN;
  };
  return figure;
}

/** @returns the last load of an implementation's only case. */
function lastLoad(workspace: Workspace, implementation: string): LoadHistory {
  const folder = join(workspace.run(), "cases");
  const file = readdirSync(folder).find((name) => name.startsWith(`${implementation}.`)) ?? "";
  const { loads } = JSON.parse(readFileSync(join(folder, file), "utf8")) as History;
  const load = loads.at(-1);
  if (load === undefined) {
    throw new Error("Expected a load, found none.");
  }
  return load;
}

/** How many of a row's numbers, one in `every` from each first one, are all at least `least`. */
function phasesWithAll(row: Float64Array, every: number, least: number): number {
  return Array.from({ length: every }, (_, phase) => phase).filter((phase) =>
    row.every((value, index) => index % every !== phase || value >= least),
  ).length;
}

describe("a server that sleeps for a millisecond before some of its replies", () => {
  // One in a hundred would be at the 99th percentile itself, and so on either side of it.
  const every = 80;

  test("is slow at p99 and not at p50, for the client and on the wire", async () => {
    using workspace = makeWorkspace();
    const words = ["-t", "latency/ping-pong"];
    const figure = await measure(workspace, [sleepingServer(every)], words);
    for (const prefix of ["", "wire-"]) {
      expect(figure("sleeping", `${prefix}p99`)).toBeGreaterThanOrEqual(1);
      expect(figure("sleeping", `${prefix}p50`)).toBeLessThan(1);
    }
    // It is these replies that are slow, and not those that the machine delayed.
    const load = lastLoad(workspace, "sleeping");
    const { tookNs } = readWireSamples(load.wire?.samples ?? "");
    const { intendedNs, echoedNs } = readSamples(load.samples);
    const latencyNs = echoedNs.map((echoed, index) => echoed - (intendedNs[index] ?? 0));
    expect(tookNs.length).toBeGreaterThan(10 * every);
    expect(median([...tookNs])).toBeLessThan(median([...latencyNs]));
    expect(phasesWithAll(tookNs, every, 1e6)).toBe(1);
    expect(phasesWithAll(latencyNs, every, 1e6)).toBe(1);
  });
});

describe("a server that writes its replies in two pieces", () => {
  test("waits for acknowledgements with Nagle's algorithm, and the wire shows that it does", async () => {
    using workspace = makeWorkspace();
    const servers = [twoWritesServer("delays", "nagle"), twoWritesServer("sends", "noDelay")];
    const figure = await measure(workspace, servers, ["-t", "latency/nagle"]);
    // 40 ms instead of less than one.
    expect(figure("delays", "one-write")).toBeGreaterThan(4 * figure("sends", "one-write"));
    expect(figure("delays", "one-write")).toBeGreaterThan(4 * figure("delays", "quick-ack"));
    expect(figure("delays", "wire-one-write")).toBeGreaterThan(figure("delays", "one-write") / 2);
    // Requests that wait for acknowledgements are the client's delay.
    expect(figure("sends", "two-writes-nagle")).toBeGreaterThan(
      4 * figure("sends", "wire-two-writes-nagle"),
    );
  });
});

describe("a link with a delay", () => {
  test("is in the client's latency, and not on the wire", async () => {
    using workspace = makeWorkspace();
    const words = ["-t", "latency/ping-pong", "--network", "rtt=40ms", "cpp"];
    const figure = await measure(workspace, [], words);
    expect(figure("cpp", "p50")).toBeGreaterThanOrEqual(40);
    expect(figure("cpp", "wire-p50")).toBeLessThan(20);
  });
});
