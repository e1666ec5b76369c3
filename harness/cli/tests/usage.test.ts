import { describe, expect, test } from "vitest";
import { echoScript, inlineServer, makeWorkspace, sockspec } from "../fixtures/sockspec.ts";

describe("what cannot be used ends with status 2 and says what to use", () => {
  test.each([
    {
      what: "an implementation that does not exist",
      args: ["run", "dneo"],
      message: /There is no implementation "dneo"\. Did you mean "deno"\?/,
    },
    {
      what: "a scenario to explain that does not exist",
      args: ["explain", "echo/basics"],
      message: /Did you mean "echo\/basic"\?/,
    },
    {
      what: "a fault that does not exist",
      args: ["self-test", "no-error-listner"],
      message: /There is no fault "no-error-listner"/,
    },
    {
      what: "a claim that does not exist",
      args: ["run", "--claim", "half-closed", "--", "true"],
      message: /There is no claim "half-closed"\. Did you mean "half-close"\?/,
    },
    {
      what: "a claim of a command that takes a manifest",
      args: ["run", "--claim", "keep-alive", "--", "true"],
      message:
        /not describe "true" completely:\n {2}keepAliveMs: expected the time .*\n.* impl\.json/,
    },
    {
      what: "a claim of a remote server that takes a manifest",
      args: ["run", "--claim", "keep-alive", "--address", "127.0.0.1:9"],
      message: /not describe "remote" completely:\n {2}keepAliveMs: expected/,
    },
    {
      what: "an option that does not exist",
      args: ["run", "--scenaro", "x"],
      message: /unknown option '--scenaro'\s+\(Did you mean --scenario\?\)/,
    },
    { what: "a command that does not exist", args: ["rum"], message: /unknown command 'rum'/ },
    { what: "no command", args: [], message: /Usage: sockspec/ },
    {
      what: "a lab that does not exist",
      args: ["run", "--lab", "moon"],
      message:
        /'--lab <kind>' argument 'moon' is invalid\. Expected netns, container, loopback or remote\./,
    },
    {
      what: "a reporter that does not exist",
      args: ["run", "cpp", "--reporter", "loud"],
      message: /--reporter: expected one of default, line, .*, html, found "loud"/,
    },
    {
      what: "a remote lab without an address",
      args: ["run", "--lab", "remote"],
      message: /--address/,
    },
    {
      what: "an address without a port",
      args: ["run", "--address", "localhost"],
      message: /--address: expected host:port or \[IPv6\]:port, found "localhost"/,
    },
    {
      what: "a port out of range",
      args: ["run", "--port", "70000"],
      message: /Expected a port, 1 to 65535/,
    },
    {
      what: "a second wire without a proxy",
      args: ["run", "cpp", "--upstream-network", "lte"],
      message: /--upstream-network impairs the wire .*: expected a proxy, found cpp \(server\)\./,
    },
    {
      what: "no repetitions",
      args: ["run", "--repeat-each", "0"],
      message: /Expected a whole number from 1/,
    },
    {
      what: "more repetitions than memory holds",
      args: ["run", "--repeat-each", "1000000000"],
      message: /Expected a whole number from 1 to 10000/,
    },
    {
      what: "an empty pattern, as of an unset variable",
      args: ["run", "cpp", "-t", ""],
      message: /Expected a value, found an empty one/,
    },
    {
      what: "an empty folder",
      args: ["run", "cpp", "--output", ""],
      message: /Expected a value, found an empty one/,
    },
    {
      what: "a folder without an impl.json",
      args: ["run", "./harness"],
      message: /Expected the folder of an impl\.json, found no \/.*harness\/impl\.json\. Write one/,
    },
    {
      what: "a cap that is too small",
      args: ["run", "cpp", "--max-frame", "10"],
      message: /--max-frame: expected 1024 to 67108864 bytes, found 10\./,
    },
    { what: "nothing after --", args: ["run", "--"], message: /Expected a command after --/ },
    {
      what: "a command that is not found",
      args: ["run", "--", "no-such-program", "{port}"],
      message: /expected a program "no-such-program", found none on PATH/,
    },
    {
      what: "a command that is not in the folder it names",
      args: ["run", "--", "./no-such-program", "{port}"],
      message: /expected a program "\.\/no-such-program", found none in \//,
    },
    {
      what: "a program that is not executable",
      args: ["run", "--", "./README.md", "{port}"],
      message:
        /expected a program "\.\/README\.md", found \/.*README\.md, which is not executable\./,
    },
    {
      what: "a folder as a program",
      args: ["run", "--", "./harness", "{port}"],
      message: /expected a program "\.\/harness", found the folder \//,
    },
    {
      what: "a name that would control the terminal",
      args: ["run", "--name", "\u001b[31mred", "--", "true"],
      message: /--name: expected .*, found "␛\[31mred"\.\n$/,
    },
    {
      what: "a command without --",
      args: ["run", "sh", "server.sh"],
      message:
        /found a program, "sh"\. A command goes after --: npx sockspec run -- sh server\.sh \{port\}/,
    },
    {
      what: "a script without --",
      args: ["run", "bin/sockspec.js"],
      message:
        /found a file, "bin\/sockspec\.js"\. A command goes after --: .* bin\/sockspec\.js \{port\}/,
    },
    {
      what: "a script of an implementation's name without --",
      args: ["run", "node", "README.md", "{host}", "{port}"],
      message: /goes after --: npx sockspec run -- node README\.md \{host\} \{port\}/,
    },
    {
      what: "a manifest below a file",
      args: ["run", "README.md/impl.json"],
      message:
        /README\.md\/impl\.json cannot be read: ENOTDIR, \/.*README\.md is a file, not a folder/,
    },
    {
      what: "a report below a file",
      args: ["run", "cpp", "--reporter", "json=README.md/a.json"],
      message: /cannot write README\.md\/a\.json: E[A-Z]+, README\.md is a file, not a folder/,
    },
    {
      what: "an implementation and a command",
      args: ["run", "cpp", "--", "true"],
      message: /Expected implementations or the command after --, found both: cpp/,
    },
    {
      what: "two implementations and an address",
      args: ["run", "cpp", "node", "--address", "127.0.0.1:9"],
      message: /--address: expected one implementation at most, found cpp node/,
    },
    {
      what: "results in what is not a folder",
      args: ["run", "cpp", "-t", "echo/basic", "--output", "/dev/null/results"],
      message:
        /Results cannot be stored in \/dev\/null\/results.*: (ENOTDIR|EEXIST), \/dev\/null is a file, not a folder\. Choose another --output/,
    },
    {
      what: "a thing to list that does not exist",
      args: ["list", "things"],
      message:
        /list: expected one of scenarios, measurements, networks, protocols, implementations, found "things"/,
    },
  ])("$what", async ({ args, message }) => {
    using workspace = makeWorkspace();
    const output = args[0] === "run" && !args.includes("--output");
    const words = output ? ["run", "--output", workspace.folder, ...args.slice(1)] : args;
    const { status, stderr } = await sockspec(words);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(status).toBe(2);
  });
});

describe("where no scenario is selected, the status is 4", () => {
  test.each([
    {
      pattern: "ehco/basic",
      message: 'There is no scenario "ehco/basic". Did you mean "echo/basic"?',
    },
    {
      pattern: "lenght/*",
      message: 'Did you mean "length/zero", "length/cap" or "length/large-messages"?',
    },
    {
      pattern: "zzzzqq",
      message: /Known: echo\/basic, \S+, \S+ and \d+ more; sockspec list scenarios prints them\./,
    },
  ])("$pattern", async ({ pattern, message }) => {
    using workspace = makeWorkspace();
    const run = ["run", "cpp", "-t", pattern, "--output", workspace.folder];
    const { status, stderr } = await sockspec(run);
    expect(stderr).toMatch(message);
    expect(stderr.length).toBeLessThan(200);
    expect(status).toBe(4);
  });
});

describe("a broken manifest is reported with its file, the key and what was expected", () => {
  const good = inlineServer("good", echoScript);
  test.each([
    { what: "no JSON", manifest: '{"name": ', message: /impl\.json is not JSON/ },
    {
      what: "a list",
      manifest: [],
      message: /impl\.json is not a manifest:\n {2}\(top level\): .*object/,
    },
    {
      what: "a name with spaces",
      manifest: { ...good, name: "My Echo" },
      message: /name: expected lower-case letters, digits and hyphens, such as my-echo/,
    },
    {
      what: "a command in one word",
      manifest: { ...good, command: "./echo" },
      message: /command: .*expected array/,
    },
    {
      what: "no claims",
      manifest: { ...good, claims: undefined },
      message: /claims: .*expected array/,
    },
    {
      what: "an unknown claim",
      manifest: { ...good, claims: ["magic"] },
      message: /claims\.0: .*many-frames/,
    },
    {
      what: "an unknown key",
      manifest: { ...good, comand: [] },
      message: /[Uu]nrecognized key.*comand/,
    },
    {
      what: "a cap beyond all bounds",
      manifest: { ...good, maxFrameBytes: 1e12 },
      message: /maxFrameBytes: .*67108864/,
    },
  ])("$what", async ({ manifest, message }) => {
    using workspace = makeWorkspace();
    const folder = workspace.implementation("broken", manifest);
    const { status, stderr } = await sockspec(["run", folder, "--output", workspace.folder]);
    expect(stderr).toContain(`${folder}/impl.json`);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });

  test("two of one name", async () => {
    using workspace = makeWorkspace();
    const folders = [1, 2].map(() => workspace.implementation("twin", good));
    const { status, stderr } = await sockspec(["run", ...folders, "--output", workspace.folder]);
    expect(stderr).toMatch(/different names, found "good" in .+ and in .+/);
    expect(status).toBe(2);
  });

  test.each([
    { where: "standard error", script: "echo no compiler here >&2; exit 1" },
    { where: "standard output, in colour", script: "printf '\\033[1mno compiler here'; exit 1" },
    { where: "thousands of lines", script: "seq 9999; echo no compiler here; exit 1" },
  ])("a build that fails, with what it printed: $where", async ({ script }) => {
    using workspace = makeWorkspace();
    const folder = workspace.implementation("unbuilt", { ...good, build: ["sh", "-c", script] });
    const { status, stderr } = await sockspec(["run", folder, "--output", workspace.folder]);
    expect(stderr).toMatch(/"good" could not be built with sh -c /);
    expect(stderr).toMatch(/: [^']*no compiler here\n/);
    expect(stderr).not.toContain("\u001b");
    expect(status).toBe(2);
  });
});

test("--json to where nothing can be written is reported before anything is run", async () => {
  using workspace = makeWorkspace();
  const run = ["run", "cpp", "-t", "echo/basic", "--output", workspace.folder];
  const { status, stdout, stderr } = await sockspec([...run, "--json", "/dev/null/run.json"]);
  expect(stdout).toBe("");
  expect(stderr).toContain("The reporter json cannot write /dev/null/run.json");
  expect(status).toBe(2);
});

test("an implementation that is named twice is run once", async () => {
  using workspace = makeWorkspace();
  const run = ["run", "cpp", "cpp", "-t", "echo/basic", "--output", workspace.folder];
  expect((await sockspec(run)).stdout).toMatch(/1 cases?: 1 pass/);
});

describe("help", () => {
  test.each([[["--help"]], [["run", "--help"]], [["--version"]]])(
    "%j is no error",
    async (args) => {
      const { status, stdout } = await sockspec(args);
      expect(stdout).not.toBe("");
      expect(status).toBe(0);
    },
  );
});
