import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { XMLValidator } from "fast-xml-parser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const sockspec = new URL("../../../bin/sockspec.js", import.meta.url).pathname;
const output = mkdtempSync(join(tmpdir(), "sockspec-ladder-"));
let run = "";

function call(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [sockspec, ...words], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

beforeAll(() => {
  const scenarios = ["-t", "echo/basic", "-t", "length/zero"];
  call(
    "run",
    "node",
    ...scenarios,
    "--evidence",
    "all",
    "--output",
    output,
    "--reporter",
    "silent",
  );
  run = readdirSync(output)[0] ?? "";
});

afterAll(() => rmSync(output, { recursive: true, force: true }));

describe("sockspec ladder", () => {
  test("draws a case with the segments that crossed, beside its history", () => {
    const { status, stdout } = call("ladder", run, "echo/basic", "--output", output);
    const file = join(output, run, "cases", "node.echo-basic.clean.1.ladder.svg");
    expect(stdout.split("\n")[0]).toBe(`drawn in ${file}`);
    expect(stdout).toMatch(
      /^main: the client closed first\n {2}client {2}.*TIME-WAIT from \d+ ms\n {2}server /m,
    );
    expect(status).toBe(0);
    const svg = readFileSync(file, "utf8");
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg).toMatch(/>main: SYN · window [^<]+<\/text>/);
    expect(svg).toContain(">FIN · seq");
  });

  test.each(["-", "/dev/stdout"])("writes to %s, whichever words name the case", (file) => {
    const { status, stdout } = call("ladder", join(output, run), "node", "zero", "1", "-o", file);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  });

  test.each([
    ["two cases", ["node"], /found 2 with "node"[\s\S]*node echo\/basic clean 1/],
    ["no case", ["deno"], /found 0 with "deno"[\s\S]*node length\/zero clean 1/],
    [
      "a file that cannot be written",
      ["zero", "-o", "/proc/none"],
      /picture cannot be written to \/proc\/none/,
    ],
  ])("refuses %s, and says what to do", (_, words, message) => {
    const { status, stderr } = call("ladder", run, ...words, "--output", output);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(status).toBe(2);
  });

  test("leaves out a damaged capture, and says so in the picture", () => {
    writeFileSync(join(output, run, "cases", "node.length-zero.clean.1.client.pcap"), "");
    const { status, stdout } = call("ladder", run, "zero", "--output", output, "-o", "-");
    expect(status).toBe(0);
    expect(stdout).toContain("Without segments: This capture cannot be read");
  });
});
