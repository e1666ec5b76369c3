import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { awaitNoLeftovers, findLeftovers } from "../../lab/fixtures/leftovers.ts";
import {
  inlineServer,
  inverterScript,
  makeWorkspace,
  sockspec,
  startSockspec,
  type Workspace,
} from "../fixtures/sockspec.ts";

/** Sends its messages, prints what comes back as it comes, and neither compares nor waits for the end. */
const credulousScript = `
  const [port, host, ...messages] = process.argv.slice(1);
  const socket = require("net").connect(port, host);
  const frame = (text) => {
    const frame = Buffer.alloc(4 + Buffer.byteLength(text));
    frame.writeUInt32BE(frame.length - 4);
    frame.write(text, 4);
    return frame;
  };
  socket.write(Buffer.concat(messages.map(frame)));
  socket.once("data", (bytes) => {
    process.stdout.write(bytes.subarray(4));
    process.exit(1);
  });`;

/** Prints its words without asking anybody. */
const cheatScript = "for (const word of process.argv.slice(3)) console.log(word)";

function inlineClient(workspace: Workspace, name: string, script: string): string {
  return workspace.implementation(name, {
    name,
    role: "client",
    protocols: ["framed"],
    claims: [],
    command: [process.execPath, "-e", script, "{port}", "{host}", "{message}"],
  });
}

interface Document {
  readonly cells: readonly {
    readonly client: string;
    readonly server: string;
    readonly proxy?: string;
    readonly results: readonly {
      readonly letter: string;
      readonly verdict: string;
      readonly reason: string | null;
      readonly history: string | null;
      readonly evidence: string | null;
    }[];
  }[];
  readonly conclusions: readonly { readonly fault: string; readonly text: string }[];
}

function documentIn(folder: string): Document {
  return JSON.parse(readFileSync(join(folder, "interop.json"), "utf8")) as Document;
}

test("the matrix says which client and which server are at fault, and keeps the evidence", async () => {
  using workspace = makeWorkspace();
  const inverter = workspace.implementation("inverter", inlineServer("inverter", inverterScript));
  const credulous = inlineClient(workspace, "credulous-client", credulousScript);
  const { status, stdout, stderr } = await sockspec([
    "interop",
    ...["cpp-client", "python-client", credulous, "cpp", "python", inverter],
    ...["-t", "single", "-t", "many", "--output", workspace.folder],
  ]);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: "exit status 1: 5 cases failed a MUST\n",
  });
  const screen = stdout.slice(stdout.indexOf("Rows are servers"));
  expect(
    screen
      .split("\n")
      .slice(1, 5)
      .map((line) => line.replace(/ +/g, " ")),
  ).toEqual([
    "server cpp python credulous",
    "cpp ✓SM ✓SM ✗S –M",
    "python ✓SM ✓SM ✗S –M",
    "inverter ✗S –M ✗S –M ✗S –M",
  ]);
  expect(screen).toContain(
    "\ncredulous-client fails with every server: the client is at fault (single-message).\n",
  );
  expect(screen).toContain(
    "\ninverter fails with every client: the server is at fault (single-message).\n",
  );
  const run = workspace.run();
  const document = documentIn(run);
  expect(document.conclusions.map(({ fault }) => fault)).toEqual(["client", "server"]);
  const works = document.cells.find(
    ({ client, server }) => client === "cpp-client" && server === "python",
  );
  const [single] = works?.results ?? [];
  expect(single).toMatchObject({ letter: "S", verdict: "pass", reason: null });
  const evidence = join(run, single?.evidence ?? "");
  const { capture } = JSON.parse(readFileSync(evidence, "utf8")) as {
    capture: { client: { file: string; packets: number } };
  };
  expect(capture.client.packets).toBeGreaterThan(10);
  expect(
    existsSync(join(run, "cases", capture.client.file)) ||
      existsSync(join(run, capture.client.file)),
  ).toBe(true);
  const drawn = await sockspec(["ladder", run, "cpp-client-to-python", "single", "-o", "-"]);
  expect(drawn.stdout).toMatch(/Connections shown: client, probe\. \d\d segments\./);
  expect(drawn.stdout).toContain("runs the client");
  const schema = JSON.parse(readFileSync("docs/schemas/interop.schema.json", "utf8")) as object;
  const valid = new Ajv({ strict: false }).compile(schema);
  expect(valid(document), JSON.stringify(valid.errors)).toBe(true);
  const page = readFileSync(join(run, "interop.html"), "utf8");
  expect(page).toMatch(
    /<a href="report\.html#case-\d+" title="interop\/single-message: fail, client-exits: exited with status 1/,
  );
  expect(readFileSync(join(run, "report.html"), "utf8")).toContain('id="case-');
  expect(readFileSync(join(run, "interop.md"), "utf8")).toContain(
    "| server | cpp-client | python-client | credulous-client |",
  );
});

/** Passes on every byte, and loses what a client is still owed when that has ended its side. */
const hastyProxyScript = `
  const { connect, createServer } = require("net");
  const [port, host, upstreamPort] = process.argv.slice(1);
  createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ host, port: upstreamPort });
    client.on("error", () => upstream.destroy()).on("data", (bytes) => upstream.write(bytes));
    upstream.on("error", () => client.destroy()).on("data", (bytes) => client.write(bytes));
    client.on("end", () => (upstream.resetAndDestroy(), client.resetAndDestroy()));
    upstream.on("end", () => client.end());
  }).listen(port, "0.0.0.0");`;

test("a proxy is at fault where what works without it fails through it, and a correct one is not", async () => {
  using workspace = makeWorkspace();
  const hasty = workspace.implementation("hasty-proxy", {
    name: "hasty-proxy",
    role: "proxy",
    protocols: ["framed"],
    claims: [],
    command: [
      ...[process.execPath, "-e", hastyProxyScript],
      ...["{listenPort}", "{upstreamHost}", "{upstreamPort}"],
    ],
  });
  const { status, stdout } = await sockspec([
    "interop",
    ...["cpp-client", "python-client", "cpp", "cpp-proxy", hasty],
    ...["-t", "single", "-t", "half-close", "--output", workspace.folder],
  ]);
  expect(status).toBe(1);
  const rows = stdout.slice(stdout.indexOf("Rows are servers")).match(/^(?:Rows|cpp) .*$/gm);
  expect(rows?.map((line) => line.replace(/ +/g, " "))).toEqual([
    "Rows are servers, columns are clients, directly:",
    "cpp ✓SH ✓SH",
    "Rows are servers, columns are clients, through cpp-proxy:",
    "cpp ✓SH ✓SH",
    "Rows are servers, columns are clients, through hasty-proxy:",
    "cpp ✗SH ✗SH",
  ]);
  const run = workspace.run();
  const { cells, conclusions } = documentIn(run);
  expect(conclusions.map(({ text }) => text)).toEqual([
    "hasty-proxy fails with every pair that works without it: the proxy is at fault (single-message, half-close).",
  ]);
  const schema = JSON.parse(readFileSync("docs/schemas/interop.schema.json", "utf8")) as object;
  const valid = new Ajv({ strict: false }).compile(schema);
  expect(valid(documentIn(run)), JSON.stringify(valid.errors)).toBe(true);
  const behind = cells.find(
    ({ client, proxy }) => client === "cpp-client" && proxy === "cpp-proxy",
  );
  const [, halfClose] = behind?.results ?? [];
  const { samples } = JSON.parse(readFileSync(join(run, halfClose?.history ?? ""), "utf8")) as {
    samples: readonly { readonly upstreamSockets?: object }[];
  };
  expect(samples[0]?.upstreamSockets).toMatchObject({ LISTEN: 1 });
  expect(stdout).toMatch(/interop python-client \S*hasty-proxy\S* cpp -t interop\/half-close/);
});

test("a client that never connects is no pass, whatever it prints", async () => {
  using workspace = makeWorkspace();
  const cheat = inlineClient(workspace, "cheat", cheatScript);
  const { status } = await sockspec([
    "interop",
    ...[cheat, "cpp", "-t", "single", "--output", workspace.folder],
  ]);
  expect(status).toBe(3);
  const [cell] = documentIn(workspace.run()).cells;
  expect(cell?.results).toMatchObject([
    { verdict: "inconclusive", reason: expect.stringContaining("0 connections of the client") },
  ]);
});

test("a stored run shows its matrix again, and is finished where it was cut short", async () => {
  using workspace = makeWorkspace();
  const inverter = workspace.implementation("inverter", inlineServer("inverter", inverterScript));
  const stopped = await sockspec([
    "interop",
    ...["cpp-client", inverter, "cpp", "-t", "single", "--bail", "--jobs", "1"],
    ...["--output", workspace.folder],
  ]);
  expect(stopped.status).toBe(1);
  expect(stopped.stdout).toContain("\ncpp       ·S\n");
  const finished = await sockspec(["interop", "--resume", workspace.run(), "--json", "-"]);
  expect(finished.status).toBe(1);
  const { cells, conclusions } = JSON.parse(finished.stdout) as Document;
  expect(cells).toMatchObject([
    { server: "inverter", results: [{ verdict: "fail" }] },
    { server: "cpp", results: [{ verdict: "pass" }] },
  ]);
  const [{ text } = { text: "" }] = conclusions;
  const shown = await sockspec(["report", workspace.run()]);
  expect(shown.stdout.replace(/\n +/g, " ")).toContain(text);
  expect(text).toMatch(
    /^Only the pair of cpp-client and inverter fails: cpp-client works with others/,
  );
});

/** Never connects, never ends by itself or by SIGTERM, and shows that it runs by a file. */
const stuckScript = `
  process.on("SIGTERM", () => {});
  setInterval(() => {}, 1e6);
  require("fs").appendFileSync(process.argv[1], "started\\n");`;

function stuckClient(workspace: Workspace): { readonly folder: string; readonly started: string } {
  const started = join(workspace.folder, "started");
  const command = [process.execPath, "-e", stuckScript, started, "{host}", "{port}", "{message}"];
  const manifest = {
    name: "stuck-client",
    role: "client",
    protocols: ["framed"],
    claims: [],
    command,
  };
  return { folder: workspace.implementation("stuck-client", manifest), started };
}

test.each([
  ["SIGINT", 130],
  ["SIGKILL", null],
] as const)("%s while a client runs leaves nothing behind", async (name, expected) => {
  using workspace = makeWorkspace();
  const { folder, started } = stuckClient(workspace);
  const words = ["interop", folder, "cpp", "-t", "single", "--output", workspace.folder];
  const running = startSockspec(words);
  await expect.poll(() => existsSync(started), { timeout: 30_000 }).toBe(true);
  running.child.kill(name);
  expect((await running.finished).status).toBe(expected);
  expect(await awaitNoLeftovers(() => findLeftovers(running.marker), 2000)).toEqual([]);
});

test("a client that outlives its case is ended with it", async () => {
  using workspace = makeWorkspace();
  const { folder, started } = stuckClient(workspace);
  const { status } = await sockspec([
    "interop",
    ...[folder, "cpp", "-t", "single", "-t", "tiny", "--case-timeout", "2s", "--jobs", "1"],
    ...["--output", workspace.folder],
  ]);
  expect(status).toBe(3);
  expect(readFileSync(started, "utf8")).toBe("started\nstarted\n");
  const [cell] = documentIn(workspace.run()).cells;
  const stopped = { verdict: "inconclusive", reason: expect.stringContaining("--case-timeout") };
  expect(cell?.results).toMatchObject([stopped, stopped]);
});

test.each([
  [["cpp-udp"], 2, 'found "cpp-udp", which speaks datagram'],
  [["cpp-unix"], 2, 'found "cpp-unix", which listens on a Unix-domain socket'],
  [["nobody"], 2, 'There is no implementation "nobody"'],
  [["cpp", "-t", "nothing"], 4, 'There is no scenario "nothing"'],
])("refuses %j", async (words, expected, message) => {
  using workspace = makeWorkspace();
  const { status, stderr } = await sockspec(["interop", ...words, "--output", workspace.folder]);
  expect({ status, stderr }).toEqual({
    status: expected,
    stderr: expect.stringContaining(message),
  });
});
