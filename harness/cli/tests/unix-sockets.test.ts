import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeWorkspace, sockspec, startSockspec } from "../fixtures/sockspec.ts";

const echo = `
  const server = require("net").createServer({ allowHalfOpen: true }, (s) => {
    s.on("error", () => {}).pipe(s);
  });
  process.on("SIGTERM", () => server.close(() => process.exit()));
  server.listen(process.argv[1]);`;
const command = ["--", process.execPath, "-e", echo, "{socket}"];
const stream = ["--protocol", "stream"];

let temporary = "";
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), "unix-"));
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** The folders of sockets that runs have in their own temporary folder. */
const socketFolders = () => readdirSync(temporary).filter((name) => name.startsWith("sockspec-"));
const environment = () => ({ TMPDIR: temporary });

describe("a command with {socket}", () => {
  test.each(["netns", "loopback"])(
    "is graded over a Unix-domain socket, in a %s lab",
    async (lab) => {
      using workspace = makeWorkspace();
      const ids = ["echo/basic", "half-close-drain", "connect-and-close", "stale-path"];
      const wanted = ids.flatMap((id) => ["-t", id]);
      const run = ["run", ...stream, ...wanted, "--lab", lab, "--output", workspace.folder];
      const { status, stdout } = await sockspec([...run, ...command], {
        environment: environment(),
      });
      expect(stdout).toMatch(/✓ \S+ echo\/basic/);
      expect(stdout).toMatch(/✓ \S+ unix\/connect-and-close/);
      expect(stdout).toMatch(/✓ \S+ close\/half-close-drain/);
      // It does not remove the file of a killed server, which is a SHOULD, and says so.
      expect(stdout).toMatch(/▴ \S+ unix\/stale-path/);
      expect(status).toBe(0);
      expect(socketFolders()).toEqual([]);
      const results = workspace.journal().filter((line) => line["scenario"] !== undefined);
      expect(new Set(results.map((line) => line["transport"]))).toEqual(new Set(["unix"]));
    },
  );

  test("that fails is shown without networks and segments", async () => {
    using workspace = makeWorkspace();
    const closer = 'require("net").createServer((s) => s.end()).listen(process.argv[1])';
    const closing = ["--", process.execPath, "-e", closer, "{socket}"];
    const run = ["run", "-t", "echo/basic", "--output", workspace.folder, ...closing];
    const { status, stdout } = await sockspec(run, { environment: environment() });
    expect(stdout).toContain("Unix-domain socket, netns lab, repetition 1");
    expect(stdout).toMatch(/end-of-file/);
    expect(stdout).toMatch(/socket +\/\S+\/socket: mode 0\d{3} at the start/);
    expect(stdout).not.toMatch(/\bFIN\b|\bfin-/);
    expect(status).toBe(1);
    const [evidence = ""] = readdirSync(join(workspace.run(), "cases")).filter((name) =>
      name.endsWith(".evidence.json"),
    );
    const stored = readFileSync(join(workspace.run(), "cases", evidence), "utf8");
    expect(JSON.parse(stored)).toMatchObject({
      capture: null,
      whyNoCapture: "a Unix-domain socket has no segments",
    });
  });

  test("and {port} is refused, with what to choose", async () => {
    const { status, stderr } = await sockspec(["run", ...command, "{port}"]);
    expect(stderr).toContain(
      "expected {port} for a server on TCP or UDP, or {socket} for one on a Unix-domain socket",
    );
    expect(status).toBe(2);
  });

  test("is not played on an impaired network", async () => {
    using workspace = makeWorkspace();
    const run = ["run", ...stream, "-t", "echo/basic", "--network", "lte"];
    const { stdout } = await sockspec([...run, "--output", workspace.folder, ...command]);
    expect(stdout).toContain("a Unix-domain socket has no link that could be impaired");
  });
});

test("kill -9 of the harness leaves no socket behind", async () => {
  using workspace = makeWorkspace();
  const run = ["run", ...stream, "-t", "echo/basic", "--repeat-each", "200"];
  const options = { environment: environment() };
  const running = startSockspec([...run, "--output", workspace.folder, ...command], options);
  const limit = AbortSignal.timeout(30_000);
  const sockets = () =>
    socketFolders().filter((name) => existsSync(join(temporary, name, "socket")));
  while (sockets().length === 0) {
    await delay(2, undefined, { signal: limit });
  }
  running.child.kill("SIGKILL");
  await running.finished;
  while (socketFolders().length > 0) {
    await delay(5, undefined, { signal: limit });
  }
  expect(socketFolders()).toEqual([]);
});
