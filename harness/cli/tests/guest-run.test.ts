import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCapture } from "../../evidence/capture/pcap.ts";
import { type Finished, makeWorkspace, sockspec, type Workspace } from "../fixtures/sockspec.ts";

/** One case on an impaired link, in a guest kernel: it is run once, and read by each test. */
let workspace: Workspace;
let finished: Finished;
beforeAll(async () => {
  workspace = makeWorkspace();
  finished = await sockspec([
    "run",
    "cpp",
    "-t",
    "loss/ping-pong",
    "--network",
    "delay=5ms loss=1%",
    "--kernel",
    "guest",
    "--evidence",
    "all",
    "--output",
    workspace.folder,
  ]);
});
afterAll(() => workspace[Symbol.dispose]());

const network = "delay-5ms-loss-1";

test("its case passes, and the screen says where it ran", () => {
  const { status, stdout, stderr } = finished;
  expect(status, `${stdout}${stderr}`).toBe(0);
  expect(stdout).toMatch(new RegExp(`✓ cpp loss/ping-pong on ${network}`));
  expect(stdout).toMatch(
    new RegExp(`${network} on \\S+ \\(guest\\): proved in 1 of 1 labs; round trip 1\\d\\.\\d+ ms`),
  );
});

test("the journal has the proof of its link", () => {
  const journal = workspace.journal();
  const guest = { network, kernel: expect.stringMatching(/^\S+ \(guest\)$/) };
  const cases = journal.filter(({ type }) => type === "case");
  expect(cases).toMatchObject([{ ...guest, verdict: "pass", history: expect.any(String) }]);
  const sessions = journal.filter(({ type }) => type === "session");
  expect(sessions).toMatchObject([{ ...guest, broken: null, proof: { unproven: null } }]);
  expect(cases[0]?.["session"]).toBe(sessions[0]?.["session"]);
  for (const what of ["smallest round trip", "sent again, down"]) {
    const item = { what, expected: expect.any(String), found: expect.any(String), holds: true };
    expect(sessions).toMatchObject([{ proof: { items: expect.arrayContaining([item]) } }]);
  }
});

test("the evidence of a case has what was lost on its link", () => {
  const [run = ""] = readdirSync(workspace.folder);
  const folder = join(workspace.folder, run, "cases");
  const name = `cpp.loss-ping-pong.${network}.1`;
  const names = readdirSync(folder).filter((file) => file !== `${name}.json`);
  expect(names.sort()).toEqual(
    ["client.pcap", "evidence.json", "server.pcap"].map((end) => `${name}.${end}`),
  );
  const packets = (side: string) =>
    readCapture(readFileSync(join(folder, `${name}.${side}.pcap`))).packets;
  const [client, server] = [packets("client"), packets("server")];
  const [result] = workspace.journal().filter(({ type }) => type === "case");
  const digest = result?.["digest"] as Record<string, Record<string, number>>;
  const port = client[0]?.destinationPort ?? 0;
  const going = (all: typeof client) =>
    all.filter((packet) => packet.destinationPort === port).length;
  expect(digest["toServer"]?.["segments"]).toBe(going(client));
  expect(digest["toServer"]?.["lostSegments"]).toBe(going(client) - going(server));
  expect(digest["toServer"]?.["lostSegments"]).toBeGreaterThan(0);
});
