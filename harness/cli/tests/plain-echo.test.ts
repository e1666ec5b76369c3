import { expect, test } from "vitest";
import { bundledProtocols } from "../../protocol/protocols.ts";
import { echoScript, makeWorkspace, sockspec } from "../fixtures/sockspec.ts";

const command = ["--", process.execPath, "-e", echoScript, "{port}"];
const scenarios = ["-t", "partial-read/split-header", "-t", "stream/all-values"];
const lab = ["--lab", "loopback", "--claim", "many-frames"];

test("A plain echo that is graded as framed is pointed to the option that grades it", async () => {
  using workspace = makeWorkspace();
  const run = ["run", ...scenarios, ...lab, "--output", workspace.folder];
  const framed = await sockspec([...run, ...command]);
  expect(framed.stdout).toMatch(/observed .*A plain echo \(RFC 862\) does that; --protocol stream/);
  expect(framed.status).toBe(1);
  const stream = await sockspec([...run, "--protocol", "stream", ...command]);
  expect(stream.stdout).toMatch(/✓ \S+ stream\/all-values/);
  expect(stream.status).toBe(0);
});

test("A protocol that there is none of is bad usage", async () => {
  const { status, stderr } = await sockspec(["run", "--protocol", "gopher", ...command]);
  expect(stderr).toContain(
    `--protocol: expected a protocol that is known here (${bundledProtocols.join(", ")}) or the path of a module ` +
      'such as ./gopher.ts, found "gopher".',
  );
  expect(status).toBe(2);
});
