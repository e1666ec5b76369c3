import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeWorkspace, sockspec } from "../fixtures/sockspec.ts";

const basic = ["-t", "echo/basic"];

async function listen(server: Server, host = "127.0.0.1"): Promise<number> {
  server.listen(0, host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Echoes, and stops listening with the first connection of a number. */
function echoFor(connections: number): Server {
  let accepted = 0;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    accepted += 1;
    if (accepted === connections) {
      server.close();
    }
    socket.on("error", () => {}).pipe(socket);
  });
  return server;
}

describe("a server at an address", () => {
  test("is graded there, and what cannot be seen is unsupported", async () => {
    using workspace = makeWorkspace();
    await using server = echoFor(Number.POSITIVE_INFINITY);
    const port = await listen(server);
    const json = join(workspace.folder, "run.json");
    const where = ["--lab", "remote", "--address", `127.0.0.1:${port}`];
    const run = ["run", ...basic, ...where, "--json", json, "--output", workspace.folder];
    const { status, stdout } = await sockspec(run);
    expect(stdout).toMatch(/✓ remote echo\/basic/);
    expect(status).toBe(0);
    const { cases } = JSON.parse(readFileSync(json, "utf8"));
    expect(cases[0].checks.find((check: { id: string }) => check.id === "running")).toMatchObject({
      status: "unsupported",
    });
  });

  test("is described by a manifest without a command, and repeated with it", async () => {
    using workspace = makeWorkspace();
    await using server = echoFor(Number.POSITIVE_INFINITY);
    const address = `127.0.0.1:${await listen(server)}`;
    const manifest = { name: "byte-echo", role: "server", protocols: ["stream"] };
    const claims = ["many-frames", "concurrent-connections", "half-close"];
    const folder = workspace.implementation("byte-echo", { ...manifest, claims });
    const run = ["run", folder, "-t", "partial-read/split-header", "-t", "stream/all-values"];
    const where = ["--address", address, "--output", workspace.folder];
    const { status, stdout } = await sockspec([...run, ...where]);
    expect(stdout).toMatch(/✓ byte-echo stream\/all-values/);
    expect(status).toBe(0);
    const wrong = { ...manifest, claims, protocols: ["framed"] };
    const other = workspace.implementation("framed", wrong);
    const failed = await sockspec(["run", other, ...run.slice(2), ...where]);
    expect(failed.stdout).toContain("--protocol stream");
    expect(failed.stdout).toContain(`sockspec run ${other} -t partial-read/split-header`);
    expect(failed.status).toBe(1);
  });

  test("over IPv6 is graded, too", async () => {
    using workspace = makeWorkspace();
    await using server = echoFor(Number.POSITIVE_INFINITY);
    const port = await listen(server, "::1");
    const run = ["run", ...basic, "--address", `[::1]:${port}`, "--output", workspace.folder];
    const { status, stdout } = await sockspec(run);
    expect(stdout).toMatch(/✓ remote echo\/basic/);
    expect(status).toBe(0);
  });

  test("that refuses connections is status 3 and one sentence", async () => {
    using workspace = makeWorkspace();
    const server = createServer();
    const port = await listen(server);
    server.close();
    const address = `127.0.0.1:${port}`;
    const markdown = join(workspace.folder, "run.md");
    const reporter = ["--reporter", `default,markdown=${markdown}`];
    const run = ["run", "--address", address, ...reporter, "--output", workspace.folder];
    const { status, stdout, stderr } = await sockspec(run);
    const sentence =
      `${address} does not answer: expected a server that accepts connections, ` +
      "found no listener there (ECONNREFUSED). Start the server, or correct --address. ";
    expect(`${stdout}${stderr}`.split("does not answer")).toHaveLength(1 + 1);
    expect(stderr).toContain(sentence);
    expect(status).toBe(3);
    const report = readFileSync(markdown, "utf8");
    expect(report.split("correct --address.\n")).toHaveLength(2 + 1);
    expect(report).not.toContain("..");
    expect(workspace.journal().filter((line) => line["session"] != null)).toEqual([]);
  });

  test("whose name does not resolve is status 3 and one sentence", async () => {
    using workspace = makeWorkspace();
    const run = ["run", "--address", "nobody.invalid:9", "--output", workspace.folder];
    const { status, stderr } = await sockspec(run);
    expect(stderr).toMatch(
      /nobody\.invalid:9 does not answer: .*found a name that does not resolve/,
    );
    expect(status).toBe(3);
  });
});

describe("an address", () => {
  test.each([
    { args: ["--lab", "loopback"], message: "expected the remote lab, found --lab loopback" },
    { args: ["--lab", "container"], message: "expected the remote lab, found --lab container" },
    { args: ["--image", "echo"], message: "expected no --image: the server is already running" },
    { args: ["--port", "7"], message: "expected no --port: the server is already running" },
    { args: ["--start-timeout", "9"], message: "expected no --start-timeout: the server" },
    { args: ["--env", "A=b", "--cwd", "."], message: "expected no --env and no --cwd: the server" },
  ])("is refused beside what would have no effect: $args", async ({ args, message }) => {
    const run = ["run", "--address", "127.0.0.1:9", ...args];
    const { status, stderr } = await sockspec(run);
    expect(stderr).toContain(`--address: ${message}`);
    expect(status).toBe(2);
  });
});

describe("a server that goes away in the middle of a run", () => {
  test("leaves what follows undecided, for one reason that is printed once", async () => {
    using workspace = makeWorkspace();
    // One connection of ours looks for it, two are those of the first case.
    await using server = echoFor(3);
    const port = await listen(server);
    const scenarios = ["-t", "echo/basic", "--repeat-each", "3"];
    const where = ["--address", `127.0.0.1:${port}`, "--output", workspace.folder];
    const { status, stdout, stderr } = await sockspec(["run", ...scenarios, ...where]);
    const lines = workspace.journal();
    const cases = lines.filter((line) => line["type"] === "case");
    expect(cases.map((line) => line["verdict"])).toEqual(["pass"]);
    const end = lines.find((line) => line["type"] === "end");
    const since = /^since \S+ 127\.0\.0\.1:\d+ does not answer: .*ECONNREFUSED/;
    expect(end).toMatchObject({ interrupted: false, stopped: expect.stringMatching(since) });
    expect(`${stdout}${stderr}`.split("does not answer")).toHaveLength(1 + 1);
    expect(stdout).toMatch(/\d not run/);
    expect(status).toBe(3);
  });
});
