import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { echoScript, makeWorkspace, sockspec } from "../fixtures/sockspec.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const module = join(root, "docs", "examples", "memcached.ts");
const server = join(root, "harness", "cli", "fixtures", "small-memcached.mjs");
const memcached = ["--", process.execPath, server, "{port}"];
const lab = ["--lab", "loopback", "--max-frame", "65536"];

/** Of each kind one: messages, cuts, many at once, and the end of a connection. */
const scenarios = [
  "echo/basic",
  "partial-read/split-header",
  "partial-read/every-boundary",
  "coalesced/partial-tail",
  "close/data-and-fin",
  "length/oversize",
].flatMap((id) => ["-t", id]);

describe("the example of the documentation", () => {
  test("grades a server whose answers are not what was sent", async () => {
    using workspace = makeWorkspace();
    const own = ["--protocol", module, ...lab, "--output", workspace.folder];
    const { status, stdout } = await sockspec(["run", ...scenarios, ...own, ...memcached]);
    expect(stdout).toContain("6 cases: 5 pass, 1 unsupported");
    expect(status).toBe(0);
    expect(workspace.journal()).toContainEqual(
      expect.objectContaining({
        scenario: "length/oversize",
        verdict: "unsupported",
        reason: "the protocol memcached announces no lengths",
      }),
    );

    const run = workspace.run();
    const without = await sockspec(["regrade", run]);
    expect(without.stdout).toContain(
      'protocol: expected a protocol that is known here (framed, stream, websocket, http), found "memcached". ' +
        "Give the module that defines it: --protocol ./mine.ts.",
    );
    expect(without.status).toBe(3);
    const again = await sockspec(["regrade", run, "--protocol", module]);
    expect(again.status).toBe(0);
  });

  test("fails a server that sends back what it is sent", async () => {
    using workspace = makeWorkspace();
    const own = ["--protocol", module, ...lab, "--output", workspace.folder];
    const echo = ["--", process.execPath, "-e", echoScript, "{port}"];
    const { status, stdout } = await sockspec(["run", "-t", "echo/basic", ...own, ...echo]);
    expect(stdout).toMatch(/✗ \S+ echo\/basic/);
    expect(status).toBe(1);
  });

  test("has the scenarios that it can express", async () => {
    const { stdout } = await sockspec(["list", "scenarios", "--protocol", module]);
    const ids = stdout.split("\n").map((line) => line.split(" ")[0]);
    expect(ids).toContain("partial-read/split-header");
    expect(ids).not.toContain("length/oversize");
  });
});

test("A manifest may name the module of its protocol", async () => {
  using workspace = makeWorkspace();
  const own = join(workspace.folder, "own");
  mkdirSync(own);
  const lines = `export default {
    name: "dots",
    title: "text that ends with a dot",
    trailer: ".",
    alphabet: "abc",
    measure: (bytes) => bytes.indexOf(46) < 0 ? "more" : bytes.indexOf(46) + 1,
  };`;
  writeFileSync(join(own, "dots.mjs"), lines);
  const manifest = {
    name: "dotted",
    role: "server",
    protocols: ["./dots.mjs"],
    claims: [],
    command: [process.execPath, "-e", echoScript, "{port}"],
  };
  writeFileSync(join(own, "impl.json"), JSON.stringify(manifest));
  const options = ["--lab", "loopback", "--output", workspace.folder];
  const { status, stdout } = await sockspec(["run", own, "-t", "echo/basic", ...options]);
  expect(stdout).toContain("1 case: 1 pass");
  expect(status).toBe(0);
});

describe("a module that does not define a protocol is bad usage", () => {
  test.each<{ title: string; text: string; problem: string }>([
    {
      title: "no module at all",
      text: "export default {",
      problem: "expected a module that loads, found: ",
    },
    {
      title: "no default export",
      text: "export const protocol = {};",
      problem: "default export: expected defineProtocol({ … }), found nothing",
    },
    {
      title: "a field that is missing",
      text: 'export default { name: "mine", title: "Mine" };',
      problem: "measure: expected a function, found nothing",
    },
    {
      title: "the name of a bundled protocol",
      text: 'export default { name: "stream", title: "Mine", boundaries: false, measure: (bytes) => bytes.length };',
      problem:
        'name: expected another than the bundled framed, stream, websocket, http, found "stream"',
    },
  ])("$title", async ({ text, problem }) => {
    using workspace = makeWorkspace();
    const file = join(workspace.folder, "mine.mjs");
    writeFileSync(file, text);
    const own = ["--protocol", file, ...lab, "--output", workspace.folder];
    const { status, stderr } = await sockspec(["run", "-t", "echo/basic", ...own, ...memcached]);
    expect(stderr).toContain(`${file} does not define a protocol (see docs/protocols.md):`);
    expect(stderr).toContain(problem);
    expect(status).toBe(2);
  });

  test("no file", async () => {
    const { status, stderr } = await sockspec(["list", "--protocol", "./no-such-module.ts"]);
    expect(stderr).toContain("no-such-module.ts does not define a protocol");
    expect(status).toBe(2);
  });
});
