import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../../host/package/project-root.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import { loadBundled } from "../choose/bundled.ts";
import { defaultFlags } from "./add-options.ts";
import { type RepeatOptions, repeatCommand, runCommand } from "./repeat-command.ts";
import type { RunFlags } from "./run-flags.ts";

const flags = { ...defaultFlags(), seed: 7 };
const failed = {
  implementation: "my-echo",
  scenario: "echo/basic",
  repetition: 1,
  network: "clean",
};
const own: Implementation = { ...loadBundled("cpp"), name: "my-echo", folder: "/srv/my server" };

function repeat(options: Partial<RepeatOptions>, result = failed): string {
  const implementations = [own, loadBundled("cpp")];
  const usual = { seed: 7, command: null, names: [], implementations };
  return repeatCommand(result, { flags, ...usual, ...options });
}

test("a bundled implementation is repeated by its name", () => {
  const command = repeat({}, { ...failed, implementation: "cpp" });
  expect(command).toBe("npx sockspec run cpp -t echo/basic --seed 7");
});

test("another one is repeated by the folder of its manifest, whatever its name", () => {
  expect(repeat({})).toBe("npx sockspec run '/srv/my server' -t echo/basic --seed 7");
  const beside = { ...own, folder: join(process.cwd(), "servers", "mine") };
  expect(repeat({ implementations: [beside] })).toContain("run ./servers/mine -t");
  const here = { ...own, folder: process.cwd() };
  expect(repeat({ implementations: [here] })).toContain("run . -t");
});

test("a command is repeated as a shell can read it", () => {
  const command = ["sh", "-c", "echo it's; exec serve $1", "{port}"];
  expect(repeat({ command })).toBe(
    `npx sockspec run -t echo/basic --seed 7 -- sh -c 'echo it'\\''s; exec serve $1' {port}`,
  );
});

test("an option without a value is repeated without one", () => {
  const command = ["./my-client", "{host}", "{port}", "{message}"];
  expect(repeat({ command, flags: { ...flags, client: true } })).toBe(
    "npx sockspec run -t echo/basic --client --seed 7 -- ./my-client {host} {port} {message}",
  );
});

test("what shaped the case is repeated with it", () => {
  const shaped: RunFlags = {
    ...flags,
    lab: "loopback",
    port: 7000,
    maxFrame: 2048,
    scenarios: "own scenarios",
    claim: ["many-frames"],
  };
  const command = repeat({ flags: shaped }, { ...failed, implementation: "cpp", repetition: 3 });
  expect(command).toBe(
    "npx sockspec run cpp -t echo/basic --scenarios 'own scenarios' --lab loopback --port 7000 " +
      "--max-frame 2048 --claim many-frames --repeat-each 3 --seed 7",
  );
});

test.each([
  ["lte-upstream-delay-5ms", "-n lte --upstream-network delay=5ms"],
  ["upstream-bursty", "--upstream-network bursty"],
  ["lte", "-n lte"],
])("the networks of both wires at a proxy are repeated: %s", (network, words) => {
  const both: RunFlags = {
    ...flags,
    network: ["clean,lte"],
    upstreamNetwork: ["clean", "delay=5ms", "bursty"],
  };
  const command = repeat({ flags: both }, { ...failed, implementation: "cpp", network });
  expect(command).toBe(`npx sockspec run cpp -t echo/basic ${words} --seed 7`);
});

test("from another folder, the command goes to where the run was started first", () => {
  const workingFolder = mkdtempSync(join(tmpdir(), "sockspec run "));
  const command = ["python3", "echo.py", "{port}"];
  const program = join(projectRoot, "bin", "sockspec.js");
  const words = "run -t echo/basic --seed 7 -- python3 echo.py {port}";
  expect(repeat({ command, workingFolder })).toBe(`cd '${workingFolder}' && ${program} ${words}`);
  const named = repeat({ implementations: [], names: ["servers/mine"], workingFolder });
  expect(named).toContain("run servers/mine -t");
  const all = runCommand({ command: ["run", "servers/mine"], workingFolder });
  expect(all).toBe(`cd '${workingFolder}' && ${program} run servers/mine`);
  rmdirSync(workingFolder);
  expect(repeat({ command, workingFolder })).toBe(`npx sockspec ${words}`);
});
