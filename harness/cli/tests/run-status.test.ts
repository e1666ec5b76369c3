import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  echoScript,
  greeterScript,
  inlineServer,
  makeWorkspace,
  sockspec,
} from "../fixtures/sockspec.ts";

const basic = ["-t", "echo/basic"];
const node = process.execPath;

describe("the exit status of a run", () => {
  test("is 0 when everything is as required", async () => {
    using workspace = makeWorkspace();
    const { status, stdout } = await sockspec([
      "run",
      "cpp",
      ...basic,
      "--output",
      workspace.folder,
    ]);
    expect(stdout).toMatch(/✓ cpp echo\/basic/);
    expect(stdout).toMatch(/grade +A/);
    expect(stdout).toContain("3 of 3 control cases as expected");
    expect(status).toBe(0);
  });

  test("is 1 when a requirement failed, and the screen says which, how and where", async () => {
    using workspace = makeWorkspace();
    const greeter = workspace.implementation("greeter", inlineServer("greeter", greeterScript));
    const run = ["run", greeter, ...basic, "--output", workspace.folder];
    const { status, stdout } = await sockspec(run);
    expect(stdout).toContain("✗ greeter · echo/basic");
    expect(stdout).toMatch(/MUST nothing-beyond/);
    expect(stdout).toMatch(/expected .+\n.+observed/);
    expect(stdout).toContain(`npx sockspec run ${greeter} -t echo/basic --seed 1`);
    const [, evidence = ""] = /evidence\s+(\S+)/.exec(stdout) ?? [];
    expect(JSON.parse(readFileSync(evidence, "utf8"))).toMatchObject({ protocol: "framed" });
    expect(status).toBe(1);
  });

  test("is 3 when the implementation never came up, and the reason is reported", async () => {
    using workspace = makeWorkspace();
    const command = ["--", "sh", "-c", "echo out of luck; exit 5"];
    const run = ["run", ...basic, "--output", workspace.folder, ...command];
    const { status, stdout } = await sockspec(run);
    expect(stdout).toContain("exited with status 5 before it started listening");
    expect(stdout).toContain("out of luck");
    expect(stdout).toMatch(/1 cases?: 1 inconclusive/);
    expect(status).toBe(3);
  });

  test("is 3 when the lab cannot be opened, and the advice is reported", async () => {
    using workspace = makeWorkspace();
    const limit = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"';
    const wrapper = ["unshare", "--user", "--map-root-user", "sh", "-c", limit, "sh"];
    const run = ["run", "cpp", ...basic, "--output", workspace.folder];
    const { status, stderr, stdout } = await sockspec(run, { wrapper });
    expect(stderr).toContain("The netns lab could not be opened: unshare");
    expect(stderr).toContain("Run sockspec doctor");
    expect(stdout).toContain("1 case: 1 not run");
    expect(status).toBe(3);

    const doctor = await sockspec(["doctor"], { wrapper });
    expect(doctor.stdout).toMatch(/✗ netns lab .*could not be opened/);
    expect(doctor.stdout).toContain("user.max_user_namespaces");
    expect(doctor.status).toBe(3);
  });

  test("is 3, and never 1, when sockspec itself fails", async () => {
    const boom = 'setTimeout(() => { throw new Error("boom") }, 1)';
    const onlyThere = `if (process.argv[1]?.endsWith("sockspec.js")) ${boom}`;
    const module = `data:text/javascript,${encodeURIComponent(onlyThere)}`;
    using workspace = makeWorkspace();
    const { status, stderr } = await sockspec(
      ["run", "cpp", "--repeat-each", "100", "--output", workspace.folder],
      { environment: { NODE_OPTIONS: `--import=${module}` } },
    );
    expect(stderr).toContain("sockspec itself failed: Error: boom");
    expect(status).toBe(3);
  });

  test("does not change when nobody reads the output to its end", async () => {
    using workspace = makeWorkspace();
    const script = '"$@" | head -n 1; exit 0';
    const wrapper = ["bash", "-c", `set -o pipefail; ${script.replace("; exit 0", "")}`, "bash"];
    const run = ["run", "cpp", "-t", "echo", "--output", workspace.folder];
    const { status, stdout, stderr } = await sockspec(run, { wrapper });
    expect(stdout.split("\n")).toHaveLength(2);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(workspace.journal().at(-1)).toMatchObject({ type: "end", interrupted: false });
  });
});

describe("a command after --", () => {
  test.each(["netns", "loopback"])("is graded in a %s lab", async (lab) => {
    using workspace = makeWorkspace();
    const run = ["run", ...basic, "--lab", lab, "--output", workspace.folder];
    const { status, stdout } = await sockspec([...run, "--", node, "-e", echoScript, "{port}"]);
    expect(stdout).toMatch(/✓ \S+ echo\/basic/);
    expect(stdout).toContain(`1 ${lab} lab`);
    expect(status).toBe(0);
  });

  test("may insist on its port", async () => {
    using workspace = makeWorkspace();
    const script = echoScript.replace("process.argv[1]", "7654");
    const run = ["run", "-t", "echo", "--port", "7654", "--jobs", "1"];
    const { status } = await sockspec([
      ...run,
      "--output",
      workspace.folder,
      "--",
      node,
      "-e",
      script,
    ]);
    expect(status).toBe(0);
  });

  test("that listens elsewhere is reported to the user", async () => {
    using workspace = makeWorkspace();
    const script = echoScript.replace("process.argv[1]", "7654");
    const manifest = { ...inlineServer("elsewhere", script), readyTimeoutMs: 1500 };
    const folder = workspace.implementation("elsewhere", manifest);
    const { status, stdout } = await sockspec([
      "run",
      folder,
      ...basic,
      "--output",
      workspace.folder,
    ]);
    expect(stdout).toContain("Found it listening on 0.0.0.0 port 7654. Pass {port} to it");
    expect(status).toBe(3);
  });
});

describe("a server is reached over the family on which it listens", () => {
  const listen = (options: object) => `
    require("net").createServer((socket) => socket.on("error", () => {}).pipe(socket))
      .listen({ port: process.argv[1], ...${JSON.stringify(options)} })`;
  test.each([
    { lab: "loopback", options: { host: "::1" } },
    { lab: "loopback", options: { host: "::", ipv6Only: true } },
    { lab: "loopback", options: { host: "::" } },
    { lab: "loopback", options: { host: "127.0.0.1" } },
    { lab: "netns", options: { host: "::", ipv6Only: true } },
  ])("$lab, $options", async ({ lab, options }) => {
    using workspace = makeWorkspace();
    const server = workspace.implementation("server", inlineServer("server", listen(options)));
    const run = ["run", server, "--lab", lab, ...basic, "--output", workspace.folder];
    const { status, stdout } = await sockspec(run);
    expect(stdout).toMatch(/✓ server echo\/basic/);
    expect(status).toBe(0);
  });
});

test("--bail stops after the first failed case", async () => {
  using workspace = makeWorkspace();
  const greeter = workspace.implementation("greeter", inlineServer("greeter", greeterScript));
  const run = ["run", greeter, "-t", "echo", "-t", "length", "--bail", "--jobs", "1"];
  const { status } = await sockspec([...run, "--output", workspace.folder]);
  const cases = workspace.journal().filter((line) => line["type"] === "case");
  expect(cases.filter((line) => line["verdict"] === "fail")).toHaveLength(1);
  expect(cases.filter((line) => line["session"] !== null)).toHaveLength(1);
  expect(status).toBe(1);
});

describe("colours", () => {
  const escapeSequence = "\u001b[";
  test.each([
    { environment: {}, coloured: false },
    { environment: { FORCE_COLOR: "1" }, coloured: true },
    { environment: { FORCE_COLOR: "1", NO_COLOR: "1" }, coloured: false },
  ])("with $environment in a pipe: $coloured", async ({ environment, coloured }) => {
    using workspace = makeWorkspace();
    const run = ["run", "cpp", ...basic, "--lab", "loopback", "--output", workspace.folder];
    const { stdout } = await sockspec(run, { environment });
    expect(stdout.includes(escapeSequence)).toBe(coloured);
  });
});
