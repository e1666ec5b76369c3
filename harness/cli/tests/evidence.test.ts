import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { chooseEvidence } from "../choose/evidence.ts";
import { greeterScript, inlineServer, makeWorkspace, sockspec } from "../fixtures/sockspec.ts";
import { defaultFlags } from "../options/add-options.ts";

/** Names beside the journal of the only run, but for the histories. */
function evidenceIn(folder: string): { readonly run: string; readonly names: readonly string[] } {
  const [run = ""] = readdirSync(folder).filter((name) => /^\d{4}-/.test(name));
  const names = readdirSync(join(folder, run, "cases")).filter((name) => !/\d\.json$/.test(name));
  return { run: join(folder, run), names: names.sort() };
}

describe("the options", () => {
  test("keep evidence of failures where nothing is said", () => {
    expect(chooseEvidence(defaultFlags())).toEqual({ keep: "on-failure", systemCalls: false });
  });

  test("refuse to record evidence that is not kept", () => {
    const flags = { evidence: "off", strace: true } as const;
    expect(() => chooseEvidence(flags)).toThrow(/--evidence off keeps none/);
  });

  test("are refused before anything is run", async () => {
    using workspace = makeWorkspace();
    const words = ["cpp", "--evidence", "some", "--output", workspace.folder];
    const { status, stderr } = await sockspec(["run", ...words]);
    expect([status, stderr.includes("    at ")]).toEqual([2, false]);
    expect(stderr).toMatch(
      /--evidence <when>.* 'some' is invalid. Expected off, on-failure or all\./,
    );
    expect(readdirSync(workspace.folder)).toEqual([]);
  });
});

test("a run keeps the evidence of what fails beside its history, and no more", async () => {
  using workspace = makeWorkspace();
  const bad = workspace.implementation("greeter", inlineServer("greeter", greeterScript));
  const words = ["cpp", bad, "-t", "echo/basic", "--output", join(workspace.folder, "runs")];
  const { status } = await sockspec(["run", ...words]);
  expect(status).toBe(1);
  const { run, names } = evidenceIn(join(workspace.folder, "runs"));
  expect(names).toEqual(
    ["client.pcap", "evidence.json", "server.pcap"].map(
      (end) => `greeter.echo-basic.clean.1.${end}`,
    ),
  );
  expect(readdirSync(run).sort()).toEqual(["cases", "journal.jsonl"]);
});
