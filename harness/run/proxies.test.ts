import { expect, test } from "vitest";
import { toolEnvironment } from "../cli/choose/bundled.ts";
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

test("a server gets a lab without a third host", async () => {
  const outcome = await runSmall(environment, {
    plan: planOf([implementationOf("echo")]),
    openLab,
  });
  expect(outcome.cases.map(({ verdict }) => verdict)).toEqual(["pass"]);
  expect(outcome.sessions[0]?.upstreamProof).toBeUndefined();
  expect(outcome.finished[0]?.history?.counters.upstream).toBeUndefined();
});
