import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { toolEnvironment } from "../cli/choose/bundled.ts";
import { chooseNetworks, withUpstreams } from "../network/choose.ts";
import { clean } from "../network/profiles.ts";
import { ladder } from "../report/pictures/ladder/ladder.ts";
import { readCaptures } from "../report/pictures/ladder/options.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { openLab, planned } from "./fixtures/proxy-run.ts";
import { implementationOf, planOf, runSmall, sampled } from "./fixtures/small-run.ts";

const environment = toolEnvironment();

/** Its upstream ends, and is started again. */
const restarted: Scenario = {
  ...sampled,
  id: "test/restarted",
  roles: ["proxy"],
  steps: [
    { do: "connect", connection: "lost" },
    { do: "signal", of: "upstream", name: "SIGKILL" },
    { do: "awaitExit", of: "upstream", deadline: { ms: 2000 } },
    { do: "awaitEnd", on: "lost" },
    { do: "restart", of: "upstream" },
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 5 }] },
    { do: "awaitEcho", on: "main" },
  ],
};

test.each([sampled, restarted])("a proxy between two wires plays $id", async (scenario) => {
  const outcome = await runSmall(environment, { plan: planned(scenario), openLab });
  expect(outcome.cases.map(({ verdict, reason }) => [verdict, reason])).toEqual([["pass", null]]);
  const [session] = outcome.sessions;
  expect(session?.broken).toBeNull();
  expect(session?.proof?.unproven).toBeNull();
  expect(session?.upstreamProof?.unproven).toBeNull();
  const [finished] = outcome.finished;
  expect(finished?.history?.counters.upstream?.["Tcp.PassiveOpens"]).toBeGreaterThan(0);
});

test("both wires are captured, and drawn side by side", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-proxies-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const evidenceOptions = { keep: "all", systemCalls: false, folder } as const;
  const outcome = await runSmall(environment, {
    plan: planned(sampled),
    openLab,
    evidence: evidenceOptions,
  });
  const [finished] = outcome.finished;
  const { evidence } = finished?.evidence ?? {};
  if (finished?.history == null || evidence === undefined) {
    throw new Error("Expected a history and evidence.");
  }
  const { digest } = finished.result;
  expect(digest?.upstream?.toServer?.payloadBytes).toBe(digest?.toServer?.payloadBytes);
  expect(digest?.upstream?.toClient?.payloadBytes).toBe(digest?.toClient?.payloadBytes);
  const svg = ladder({
    title: "a proxy",
    history: finished.history,
    evidence,
    captures: readCaptures(evidence, (file) => readFileSync(join(folder, file))),
    broken: null,
  });
  for (const word of ["s wire</text>", "second wire</text>", "upstream host", "upstream: SYN"]) {
    expect(svg).toContain(word);
  }
  // Each of them is left with its own handshake.
  expect(svg.match(/toUpstream: SYN,/g)).toHaveLength(svg.match(/toServer: SYN,/g)?.length ?? 0);
});

test("the second wire alone is impaired, and proved to be", async () => {
  const [network = clean] = withUpstreams([clean], chooseNetworks(["small-mtu"]));
  const scenario: Scenario = { ...sampled, links: "any" };
  const outcome = await runSmall(environment, { plan: planned(scenario, network), openLab });
  expect(outcome.cases.map((result) => [result.network, result.verdict])).toEqual([
    ["upstream-small-mtu", "pass"],
  ]);
  const [session] = outcome.sessions;
  const mtu = [session?.proof, session?.upstreamProof].map((proof) =>
    proof?.items.find(({ what }) => what === "MTU"),
  );
  expect(mtu).toMatchObject([
    { expected: "1500 bytes, on every interface", holds: true },
    { expected: "1280 bytes, on every interface", holds: true },
  ]);
  expect(session?.broken).toBeNull();
});

test("a server gets a lab without a third host", async () => {
  const outcome = await runSmall(environment, {
    plan: planOf([implementationOf("echo")]),
    openLab,
  });
  expect(outcome.cases.map(({ verdict }) => verdict)).toEqual(["pass"]);
  expect(outcome.sessions[0]?.upstreamProof).toBeUndefined();
  expect(outcome.finished[0]?.history?.counters.upstream).toBeUndefined();
});
