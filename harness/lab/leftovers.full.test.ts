import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { pinnedEnvironment } from "../cli/choose/bundled.ts";
import { expectNothingLeft, killAtMoments } from "./fixtures/kill-at-moments.ts";

const environment = pinnedEnvironment();
const output = mkdtempSync(join(tmpdir(), "sockspec-leftovers-"));
afterAll(() => rmSync(output, { recursive: true, force: true }));

/** Runs that last longer than the latest moment, so that each is killed in the middle. */
const running = ["run", "cpp", "node", "-t", "echo", "--repeat-each", "200", "--output", output];

test.each([
  { lab: "netns", count: 20, seed: 3 },
  { lab: "loopback", count: 12, seed: 4 },
])(
  "kill -9 of the harness at $count moments of a run in $lab labs leaves nothing",
  async ({ lab, count, seed }) => {
    const killed = await killAtMoments([...running, "--lab", lab], { environment, count, seed });
    expect(killed.length).toBeGreaterThan(count);
    expectNothingLeft(killed, lab);
  },
);
