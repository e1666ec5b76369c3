import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { echoScript, inlineServer, makeWorkspace, sockspec } from "../fixtures/sockspec.ts";

/** Serves only with the expected variable, in the expected folder, on the port of a variable. */
const particularScript = `
  if (process.env.GREETING !== "hello" || !process.cwd().endsWith("/data")) {
    console.log(process.env.GREETING, process.cwd());
    process.exit(1);
  }
  process.argv[1] = process.env.PORT;
  ${echoScript}`;

const particular = { ...inlineServer("particular", particularScript), claims: ["many-frames"] };
const basic = ["-t", "echo/basic", "--lab", "loopback"];

describe("the environment and the working directory of a server", () => {
  test("are those of its manifest, with placeholders filled in", async () => {
    using workspace = makeWorkspace();
    const env = { GREETING: "hello", PORT: "{port}" };
    const folder = workspace.implementation("particular", { ...particular, env, cwd: "data" });
    mkdirSync(join(folder, "data"));
    const args = ["run", folder, ...basic, "--output", workspace.folder];
    const { status, stdout } = await sockspec(args);
    expect(stdout).toContain("✓ particular echo/basic");
    expect(status).toBe(0);
  });

  test("are those of the command line, and are part of the command that repeats a case", async () => {
    using workspace = makeWorkspace();
    const data = join(workspace.folder, "data");
    mkdirSync(data);
    const env = ["--env", "GREETING=hello", "--env", "PORT={port}"];
    const command = ["--", process.execPath, "-e", particularScript];
    const place = [...env, "--cwd", data];
    const args = ["run", ...basic, ...place, "--output", workspace.folder, ...command];
    expect((await sockspec(args)).stdout).toMatch(/✓ \S+ echo\/basic/);
    const wrong = [
      "run",
      ...basic,
      ...env,
      "--cwd",
      workspace.folder,
      "--output",
      data,
      ...command,
    ];
    const { stdout } = await sockspec(wrong);
    expect(stdout).toContain(`hello ${workspace.folder}`);
    expect(stdout).toContain(
      `--env GREETING=hello --env PORT={port} --cwd ${workspace.folder} --seed 1 --`,
    );
  });

  test.each([
    { args: ["--env", "GREETING"], message: '--env: expected NAME=value, found "GREETING"' },
    { args: ["--env", "=a"], message: '--env: expected NAME=value, found "=a"' },
    { args: ["--env", "A B=c"], message: "--env: A B: expected a variable such as LOG_LEVEL" },
    {
      args: ["--env", "SOCKSPEC_PORT=1"],
      message: "--env: SOCKSPEC_PORT: variables that begin with SOCKSPEC_ are set",
    },
    {
      args: ["--cwd", "/no/where"],
      message: "expected its cwd to be a folder, found none at /no/where",
    },
    {
      args: ["--cwd", "/bin/sh"],
      message: "expected its cwd to be a folder, found a file at /bin/sh",
    },
    {
      args: ["--address", "127.0.0.1:9", "--env", "A=b"],
      message: "the server is already running",
    },
  ])("is refused: $args", async ({ args, message }) => {
    using workspace = makeWorkspace();
    const command = args.includes("--address") ? [] : ["--", "sh", "{port}"];
    const run = ["run", ...args, "--output", workspace.folder, ...command];
    const { status, stderr } = await sockspec(run);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
