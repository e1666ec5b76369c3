import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { CaseResult, SessionResult } from "../../journal/case-result.ts";
import { sockspec } from "../fixtures/sockspec.ts";

const folder = mkdtempSync(join(tmpdir(), "sockspec-container-guest-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Document {
  readonly cases: readonly CaseResult[];
  readonly sessions: readonly SessionResult[];
}

test("an engine inside the guest kernel grades images under delay and loss", async () => {
  const file = join(folder, "run.json");
  const network = "delay=20ms loss=1%";
  const { status, stdout, stderr } = await sockspec([
    "run",
    "cpp",
    "bun",
    "--lab",
    "container",
    "--kernel",
    "guest",
    "--network",
    network,
    "-t",
    "echo/basic",
    "-t",
    "loss/ping-pong",
    "-t",
    "loss/blackhole-mid-frame",
    "--json",
    file,
    "--output",
    join(folder, "runs"),
    "--reporter",
    "line",
  ]);
  expect(status, stdout + stderr).toBe(0);
  const { cases, sessions } = JSON.parse(readFileSync(file, "utf8")) as Document;
  expect(cases.every(({ lab, kernel }) => lab === "container" && kernel.includes("guest"))).toBe(
    true,
  );
  const passed = cases.filter(({ verdict }) => verdict === "pass");
  expect(new Set(passed.map(({ implementation }) => implementation))).toEqual(
    new Set(["cpp", "bun"]),
  );
  expect(sessions.every(({ proof }) => proof?.unproven === null)).toBe(true);
}, 900_000);
