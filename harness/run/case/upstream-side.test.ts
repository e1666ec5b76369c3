import { expect, onTestFinished, test } from "vitest";
import { toolEnvironment } from "../../cli/choose/bundled.ts";
import { startClock } from "../../history/clock.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import { openLoopbackLab } from "../../lab/loopback.ts";
import { implementationOf, sampled } from "../fixtures/small-run.ts";
import { startUpstreamSide } from "./upstream-side.ts";

const proxy = implementationOf("proxy");

const listenAndLeave = `
  require("net").createServer().listen(process.argv[1], "0.0.0.0");
  process.stdin.resume();
  setTimeout(() => process.exit(3), 300)`;

/** A server that ends by itself. */
function leaving(name: string): Implementation {
  return implementationOf(name, [process.execPath, "-e", listenAndLeave, "{port}"]);
}

async function start(reference: Implementation | null, implementation = proxy) {
  const clock = startClock(process.hrtime.bigint());
  onTestFinished(clock.stop);
  return await startUpstreamSide(
    { implementation, scenario: sampled },
    {
      reference,
      lab: openLoopbackLab(null, { upstream: true }),
      environment: toolEnvironment(),
      clock,
      signal: new AbortController().signal,
      scenarioId: sampled.id,
    },
  );
}

test("an upstream that a step has ended and started again has done its part", async () => {
  await using side = await start(implementationOf("reference"));
  const listening = async () =>
    (await openLoopbackLab(null).server?.listeners("tcp"))?.some(
      ({ port }) => port === side.address.port,
    );
  expect(await listening()).toBe(true);
  await side.perform({ do: "signal", name: "SIGKILL", of: "upstream" });
  await side.perform({ do: "awaitExit", deadlineMs: 5000, of: "upstream" });
  expect(await listening()).toBe(false);
  await side.perform({ do: "restart", of: "upstream" });
  expect(await listening()).toBe(true);
  await side.finish();
});

test("an upstream that ends by itself is no fault of the proxy", async () => {
  await using side = await start(leaving("reference"));
  await side.perform({ do: "awaitExit", deadlineMs: 5000, of: "upstream" });
  await expect(side.finish()).rejects.toMatchObject({
    code: "UPSTREAM_FAILED",
    message: expect.stringMatching(/exited with status 3 .*not the proxy/),
  });
});

test("an upstream that does not start is no fault of the proxy", async () => {
  await expect(start(implementationOf("reference", ["false"]))).rejects.toMatchObject({
    code: "UPSTREAM_FAILED",
    message: expect.stringContaining("did not listen"),
  });
  await expect(start(null)).rejects.toThrow("cannot be started in this lab");
});

/** A client and a server that are played through the proxy. */
function through(server: Implementation): Implementation {
  const { name } = server;
  return {
    ...proxy,
    pair: { client: implementationOf("client"), server: { name }, through: { proxy, server } },
  };
}

test("the server of a pair takes the place of the reference, and its sockets are seen", async () => {
  await using side = await start(
    implementationOf("reference", ["false"]),
    through(implementationOf("echo")),
  );
  expect(await side.sockets()).toEqual({ LISTEN: 1 });
  expect(await side.finish()).toMatchObject({ atEnd: { state: "running" } });
});

test("the server of a pair that ends by itself, or does not start, is no trouble of the machine", async () => {
  await using side = await start(null, through(leaving("leaving")));
  await side.perform({ do: "awaitExit", deadlineMs: 5000, of: "upstream" });
  expect(await side.finish()).toMatchObject({ atEnd: { state: "exited", status: 3 } });
  await expect(start(null, through(implementationOf("broken", ["false"])))).rejects.toMatchObject({
    name: "EndpointStartError",
    message: expect.stringContaining("broken"),
  });
});
