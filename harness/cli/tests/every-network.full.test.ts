import { expect, test } from "vitest";
import type { ProofItem } from "../../network/link-proof.ts";
import { bundledNetworks } from "../../network/profiles.ts";
import { makeWorkspace, sockspec } from "../fixtures/sockspec.ts";

interface SessionLine {
  readonly type: string;
  readonly network: string;
  readonly kernel: string;
  readonly proof: { readonly items: readonly ProofItem[]; readonly unproven: string | null };
}

const failing = ({ network, proof }: SessionLine) =>
  proof.items
    .filter(({ holds }) => !holds)
    .map(({ what, found }) => `${network}: ${what}: ${found}`);

test("every bundled network proves itself, and the reference passes on it", async () => {
  using workspace = makeWorkspace();
  const { status, stderr } = await sockspec([
    "run",
    "cpp",
    "-t",
    "echo/basic",
    "--network",
    "all",
    "--reporter",
    "silent",
    "--output",
    workspace.folder,
  ]);
  expect(stderr).toBe("");
  const lines = workspace.journal() as unknown as readonly SessionLine[];
  const sessions = lines.filter(({ type }) => type === "session");
  expect(sessions.flatMap(failing)).toEqual([]);
  const names = bundledNetworks().map(({ name }) => name);
  expect(new Set(sessions.map(({ network }) => network))).toEqual(new Set(names));
  expect(sessions.every(({ proof }) => proof.items.length > 6)).toBe(true);
  expect(status).toBe(0);
}, 900_000);
