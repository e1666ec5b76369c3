import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { catalogue } from "../../../scenarios/catalogue.ts";
import type { StoredRun } from "../../journal/read-run.ts";
import { inProfile } from "../../plan/select.ts";
import { makeWorkspace, sockspec, withBuiltKernel } from "../fixtures/sockspec.ts";

/** A minute to two of both processors for each implementation: more than all the rest together. */
const gigabytes = "size/four-gib";

/** A minute of both processors for each server: one is enough. */
const soak = "leak/soak";

/** What only the full profile has: the rest is played by other tests. */
const longScenarios = catalogue
  .filter((scenario) => inProfile([scenario], "default").length === 0)
  .map(({ id }) => id)
  .filter((id) => id !== gigabytes && id !== soak);

/** A compiled server, an interpreted one, and one of another protocol: these scenarios wait for minutes. */
const chosen = ["cpp", "node", "node-websocket"];

test.each([
  ["what only the full profile has", chosen, longScenarios],
  ["a soak", ["cpp"], [soak]],
])(
  "%s is played to its end",
  async (_, implementations, scenarios) => {
    using workspace = makeWorkspace();
    const file = join(workspace.folder, "run.json");
    // What only waits is played in virtual time.
    const { status, stdout } = await sockspec(
      [
        ...["run", ...implementations, "--profile", "full"],
        ...scenarios.flatMap((id) => ["-t", id]),
        ...["--json", file, "--output", workspace.folder],
      ],
      { environment: withBuiltKernel },
    );
    const { cases } = JSON.parse(readFileSync(file, "utf8")) as StoredRun;
    const undecided = cases
      .filter(({ verdict }) => verdict === "error" || verdict === "inconclusive")
      .map(({ implementation, scenario, reason }) => `${implementation} ${scenario}: ${reason}`);
    // If the machine has no time for a server, its latency cannot be judged.
    const starved = undecided.filter((reason) => reason.includes("this host was starved"));
    expect(undecided).toEqual(starved);
    expect(new Set(cases.map(({ scenario }) => scenario))).toEqual(new Set(scenarios));
    expect(status, stdout).toBe(starved.length === 0 ? 0 : 3);
  },
  1_200_000,
);

test("more than 4 GiB go through one connection of the reference implementation", async () => {
  using workspace = makeWorkspace();
  const { status, stdout } = await sockspec([
    ...["run", "cpp", "--profile", "full", "-t", gigabytes],
    ...["--output", workspace.folder],
  ]);
  expect(status, stdout).toBe(0);
}, 600_000);
