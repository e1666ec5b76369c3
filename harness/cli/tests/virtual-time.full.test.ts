import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Finished,
  makeWorkspace,
  sockspec as runSockspec,
  type StartOptions,
  type Workspace,
  withBuiltKernel,
} from "../fixtures/sockspec.ts";

const sockspec = (args: readonly string[], options: StartOptions = {}) =>
  runSockspec(args, { ...options, environment: { ...withBuiltKernel, ...options.environment } });

/** Another folder, and another shell: what is in its environment is longer than the other's. */
const elsewhere: StartOptions = {
  folder: tmpdir(),
  environment: { SOCKSPEC_TEST_SHELL: "another ".repeat(500), LC_ALL: "C.UTF-8" },
};

/** Compiled and interpreted servers on a slow link and one that loses segments. */
const words = [
  ...["run", "cpp", "node", "deno", "bun", "python"],
  ...["-t", "loss/ping-pong", "-t", "echo/basic", "-t", "idle/half-a-minute"],
  ...["--network", "geo", "--network", "delay=50ms loss=2%"],
  ...["--kernel", "virtual", "--seed", "7"],
];

interface Ran extends Finished {
  readonly workspace: Workspace;
  readonly cases: readonly Case[];
}

interface Case {
  readonly implementation: string;
  readonly scenario: string;
  readonly network: string;
  readonly verdict: string;
  readonly kernel: string;
  readonly history: string;
  readonly durationMs: number;
  readonly checks: readonly { readonly id: string; readonly status: string }[];
  readonly virtual?: { readonly digest: string; readonly job: string };
}

async function run(workspace: Workspace, options: StartOptions = {}): Promise<Ran> {
  const finished = await sockspec([...words, "--output", workspace.folder], options);
  const lines = workspace.journal() as unknown as readonly (Case & { type: string })[];
  return { ...finished, workspace, cases: lines.filter(({ type }) => type === "case") };
}

const named = ({ implementation, scenario, network }: Case) =>
  [implementation, scenario, network].join(" ");
const digests = ({ cases }: Ran) =>
  cases.map((each) => `${named(each)} ${each.verdict} ${each.virtual?.digest}`).sort();

let first: Ran;
let second: Ran;
beforeAll(async () => {
  first = await run(makeWorkspace());
  second = await run(makeWorkspace(), elsewhere);
});
afterAll(() => {
  first.workspace[Symbol.dispose]();
  second.workspace[Symbol.dispose]();
});

describe("In virtual time", () => {
  test("all cases run in the kernel that was built", () => {
    expect(first.cases.length).toBeGreaterThanOrEqual(20);
    for (const each of first.cases) {
      expect(each, `${first.stdout}${first.stderr}`).toMatchObject({
        verdict: "pass",
        kernel: expect.stringMatching(/-sockspec \(virtual time\)$/),
      });
    }
  });

  test("one seed gives the same histories and verdicts to the bit, from another folder and shell too", () => {
    expect(digests(second)).toEqual(digests(first));
  });

  test("the digest of a case is that of its history's file", () => {
    const folder = first.workspace.run();
    for (const { history, virtual } of first.cases) {
      const bytes = readFileSync(join(folder, history));
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(virtual?.digest);
    }
  });

  test("another seed gives other histories", async () => {
    using workspace = makeWorkspace();
    const other = ["-t", "loss/ping-pong", "--seed", "8", "--kernel", "virtual"];
    await sockspec(["run", "cpp", ...other, "-n", "geo", "--output", workspace.folder]);
    const [only] = workspace.journal().filter(({ type }) => type === "case");
    const before = first.cases.find((each) => named(each) === "cpp loss/ping-pong geo");
    expect(only?.["virtual"]).toMatchObject({ digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(only?.["virtual"]).not.toMatchObject({ digest: before?.virtual?.digest });
  });

  test("nothing is left of the guests, and their jobs hold the environment without the shell's", () => {
    const folder = second.workspace.run();
    expect(existsSync(join(folder, "guests"))).toBe(false);
    const jobs = readdirSync(join(folder, "virtual"));
    expect(jobs.length).toBeGreaterThan(1);
    for (const name of jobs) {
      const { job } = JSON.parse(readFileSync(join(folder, "virtual", name), "utf8"));
      expect(job).toMatchObject({ virtual: true, plan: expect.any(Array) });
      expect(job.environment).toMatchObject({ PATH: expect.any(String), LANG: "C.UTF-8" });
      expect(Object.keys(job.environment)).not.toContain("SOCKSPEC_TEST_SHELL");
      expect(Object.keys(job.environment)).not.toContain("LC_ALL");
    }
  });
});

/** Echoes frames; dead peers are left to the kernel's keep-alive, if it is asked for one. */
const keepAliveServer = `
import socket, struct, sys, threading

def exactly(client, size):
    data = b""
    while len(data) < size:
        piece = client.recv(size - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data

def serve(client):
    try:
        with client:
            if sys.argv[2] == "on":
                client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            while True:
                header = exactly(client, 4)
                client.sendall(header + exactly(client, struct.unpack(">I", header)[0]))
    except (EOFError, OSError):
        pass

listener = socket.create_server(("0.0.0.0", int(sys.argv[1])))
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
`;

test("A keep-alive of two hours is tested in less time", async () => {
  using workspace = makeWorkspace();
  const folders = ["on", "off"].map((keepAlive) => {
    const folder = join(workspace.folder, keepAlive);
    mkdirSync(folder);
    writeFileSync(join(folder, "server.py"), keepAliveServer);
    const manifest = {
      name: `keep-alive-${keepAlive}`,
      role: "server",
      protocols: ["framed"],
      command: ["python3", "server.py", "{port}", keepAlive],
      claims: ["many-frames", "concurrent-connections", "keep-alive"],
      // After 2 h of silence, 9 probes, 75 s apart: Linux's defaults.
      keepAliveMs: 7_875_000,
    };
    writeFileSync(join(folder, "impl.json"), JSON.stringify(manifest));
    return folder;
  });
  const chosen = ["-t", "loss/vanished-peer", "--output", workspace.folder];
  const { stdout, stderr } = await sockspec(["run", ...folders, ...chosen]);
  const cases = workspace.journal().filter(({ type }) => type === "case") as unknown as Case[];
  expect(
    cases.map(({ verdict }) => verdict),
    `${stdout}${stderr}`,
  ).toEqual(["pass", "pass"]);
  const given = cases.map(({ checks }) => checks.find(({ id }) => id === "given-up"));
  expect(given).toMatchObject([{ status: "pass" }, { status: "fail", level: "SHOULD" }]);
  for (const { durationMs, kernel } of cases) {
    expect(durationMs).toBeGreaterThan(7_200_000);
    expect(kernel).toMatch(/virtual time/);
  }
});

describe("sockspec replay", () => {
  const replay = (ran: Ran, ...name: readonly string[]) =>
    sockspec(["replay", ran.workspace.run(), ...name], elsewhere);

  test("gives the same history again", async () => {
    const { status, stdout, stderr } = await replay(first, "node", "loss/ping-pong", "geo");
    expect(stdout, stderr).toContain("node loss/ping-pong geo 1: the same history to the bit");
    expect(status).toBe(0);
  });

  test("says where a history differs from the stored one", async () => {
    const folder = second.workspace.run();
    const changed = second.cases.find((each) => named(each) === "cpp echo/basic geo");
    const file = join(folder, changed?.history ?? "");
    const history = JSON.parse(readFileSync(file, "utf8"));
    history.harnessLatenessMsMax = 12_345;
    writeFileSync(file, `${JSON.stringify(history)}\n`);
    const journal = join(folder, "journal.jsonl");
    const digest = changed?.virtual?.digest ?? "";
    writeFileSync(journal, readFileSync(journal, "utf8").replace(digest, "0".repeat(64)));
    const { status, stdout } = await replay(second, "cpp", "echo/basic", "geo");
    expect(stdout).toMatch(/First difference: harnessLatenessMsMax\n {2}before {2}12345\n {2}now /);
    expect(status).toBe(1);
  });

  test("refuses a case that did not run in virtual time", async () => {
    using workspace = makeWorkspace();
    await sockspec(["run", "cpp", "-t", "echo/basic", "--output", workspace.folder]);
    const { status, stderr } = await sockspec(["replay", workspace.run(), "cpp"]);
    expect(stderr).toContain("Expected a case that ran in virtual time");
    expect(status).toBe(2);
  });
});
