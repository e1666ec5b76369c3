import { expect, test } from "vitest";
import { toolEnvironment } from "../cli/choose/bundled.ts";
import type { Implementation } from "../implementation/manifest.ts";
import { openNetnsLab } from "../lab/netns/lab.ts";
import { clean } from "../network/profiles.ts";
import { planCases } from "../plan/plan.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { implementationOf, planOf, runSmall, sampled } from "./fixtures/small-run.ts";
import type { OpenLab } from "./run-options.ts";

const environment = toolEnvironment();

const passOn = `
  const [port, host, upstreamPort] = process.argv.slice(1);
  require("net").createServer({ allowHalfOpen: true }, (client) => {
    const upstream = require("net").connect({ host, port: upstreamPort, allowHalfOpen: true });
    client.pipe(upstream).pipe(client);
    client.on("error", () => upstream.resetAndDestroy());
    upstream.on("error", () => client.resetAndDestroy());
  }).listen(port, "0.0.0.0")`;

const proxy: Implementation = {
  ...implementationOf("proxy", [
    ...[process.execPath, "-e", passOn],
    ...["{listenPort}", "{upstreamHost}", "{upstreamPort}"],
  ]),
  role: "proxy",
};

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

function planned(scenario: Scenario) {
  return planCases({
    scenarios: [scenario],
    implementations: [proxy],
    networks: [clean],
    repetitions: 1,
    seed: 1,
    abilities: {
      startsServers: true,
      startsUpstreams: true,
      runsAsInit: true,
      leavesOutputUnread: true,
      silencesNameServer: true,
      breaksLink: true,
      cannotImpair: null,
    },
  });
}

const openLab: OpenLab = async (_, needs) => {
  const { signal } = new AbortController();
  const upstream = needs?.upstream ?? false;
  return await openNetnsLab({ environment, fixedPort: null, signal, upstream });
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

test("a server gets a lab without a third host", async () => {
  const outcome = await runSmall(environment, {
    plan: planOf([implementationOf("echo")]),
    openLab,
  });
  expect(outcome.cases.map(({ verdict }) => verdict)).toEqual(["pass"]);
  expect(outcome.sessions[0]?.upstreamProof).toBeUndefined();
  expect(outcome.finished[0]?.history?.counters.upstream).toBeUndefined();
});

test("a second wire that loses everything is no fault of the proxy", async () => {
  const outcome = await runSmall(environment, {
    plan: planned(sampled),
    async openLab(network, needs) {
      const lab = await openLab(network, needs);
      await lab.behind?.link?.break({ do: "blackhole" });
      return lab;
    },
  });
  const [result] = outcome.cases;
  expect(result?.verdict).toBe("error");
  expect(result?.reason).toContain("this machine or the harness is at fault");
});
