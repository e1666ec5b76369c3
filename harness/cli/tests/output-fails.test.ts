import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { greeterScript, inlineServer, makeWorkspace, sockspec } from "../fixtures/sockspec.ts";

const basic = ["run", "cpp", "-t", "echo/basic", "--lab", "loopback"];

/** Runs what follows with its standard output on a device that is always full. */
const onFullDevice = ["sh", "-c", 'exec "$@" >/dev/full', "sh"];

/** Its reader takes one line and goes; the status is that of the program before the pipe. */
const beforeHead = ["bash", "-c", 'set -o pipefail; "$@" | head -1', "bash"];

const complaint = "sockspec: standard output cannot be written: ENOSPC";

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

describe("a standard output that is full", () => {
  test.each([
    { what: "the terminal's reporter", words: [] },
    { what: "one line for each case", words: ["--reporter", "line", "--repeat-each", "4"] },
    { what: "a document", words: ["--reporter", "json"] },
    { what: "TAP", words: ["--reporter", "tap=-"] },
    { what: "annotations", words: ["--reporter", "line,github"] },
  ])("under $what is reported once, and leaves the run no verdict", async ({ words }) => {
    using workspace = makeWorkspace();
    const run = [...basic, ...words, "--output", workspace.folder];
    const { status, stderr } = await sockspec(run, { wrapper: onFullDevice });
    expect(count(stderr, complaint)).toBe(1);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(stderr.trimEnd()).toMatch(/\nexit status 3: undecided: a report could not be made$/);
    expect(status).toBe(3);
    expect(workspace.journal().at(-1)).toMatchObject({ type: "end", stopped: null });
  });

  test("does not hide a failure", async () => {
    using workspace = makeWorkspace();
    const greeter = workspace.implementation("greeter", inlineServer("greeter", greeterScript));
    const run = ["run", greeter, "-t", "echo/basic", "--lab", "loopback"];
    const words = ["--output", workspace.folder];
    const { status, stderr } = await sockspec([...run, ...words], { wrapper: onFullDevice });
    expect(stderr).toContain("exit status 1: 1 case failed a MUST");
    expect(status).toBe(1);
  });

  test("costs a silent run nothing, and no report that goes elsewhere", async () => {
    using workspace = makeWorkspace();
    const junit = join(workspace.folder, "junit.xml");
    const run = [...basic, "--reporter", `silent,junit=${junit}`, "--output", workspace.folder];
    const { status, stderr } = await sockspec(run, { wrapper: onFullDevice });
    expect(stderr).toBe("");
    expect(readFileSync(junit, "utf8")).toContain('tests="1" failures="0"');
    expect(status).toBe(0);
  });

  test.each(["list", "explain echo/basic", "--help", "run --help"])(
    "is reported by %s as well",
    async (line) => {
      const { status, stderr } = await sockspec(line.split(" "), { wrapper: onFullDevice });
      expect(stderr).toContain(complaint);
      expect(stderr).not.toMatch(/\n {4}at /);
      expect(status).toBe(3);
    },
  );

  test("beside a standard error that is full too leaves the status", async () => {
    using workspace = makeWorkspace();
    const wrapper = ["sh", "-c", 'exec "$@" >/dev/full 2>/dev/full', "sh"];
    const run = [...basic, "--output", workspace.folder];
    expect((await sockspec(run, { wrapper })).status).toBe(3);
  });
});

test.each([
  { words: [...basic, "--repeat-each", "6", "--reporter", "line"], first: "✓ cpp echo/basic" },
  { words: [...basic, "--reporter", "tap"], first: "TAP version 13" },
  { words: ["list"], first: "echo/basic" },
])(
  "a reader that goes after its first line of $words changes nothing",
  async ({ words, first }) => {
    using workspace = makeWorkspace();
    const output = words[0] === "run" ? ["--output", workspace.folder] : [];
    const { status, stdout, stderr } = await sockspec([...words, ...output], {
      wrapper: beforeHead,
    });
    expect(stdout).toContain(first);
    expect(stderr).toBe("");
    expect(status).toBe(0);
  },
);
