import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { catalogue } from "../../../scenarios/catalogue.ts";
import { type Kill, type SurvivedRun, startKilling } from "../../cli/fixtures/killed-runs.ts";
import { makeWorkspace, sockspec } from "../../cli/fixtures/sockspec.ts";
import { startStopwatch } from "../../history/clock.ts";
import { awaitNoLeftovers, findLeftovers } from "../../lab/fixtures/leftovers.ts";
import { readJournal } from "../read.ts";
import { readRun } from "../read-run.ts";
import { regradeRun } from "../regrade/run.ts";
import { journalFile } from "../write.ts";

const quick = ["echo/basic", "coalesced/one-segment", "length/zero"];
const run = ["run", "cpp", ...quick.flatMap((id) => ["-t", id]), "--repeat-each", "2"];
const cases = 2 * quick.length;
const killsWanted = 50;

/** Every case with its verdict, and what each check said. */
function verdictsOf(folder: string): readonly string[] {
  return readRun(folder).cases.map(({ scenario, repetition, attempt, seed, verdict, checks }) => {
    const said = checks.map(({ id, status }) => `${id} ${status}`).join(", ");
    return `${scenario} ${repetition} ${attempt} ${seed}: ${verdict} (${said})`;
  });
}

/** Read strictly: a case or a session that is there twice would be refused. */
function expectWhole({ folder, status, stderr }: SurvivedRun, expected: readonly string[]): void {
  expect(stderr).not.toMatch(/itself failed|^ +at /m);
  expect(status).toBe(0);
  expect(verdictsOf(folder)).toEqual(expected);
  const journal = readJournal(folder);
  expect(journal.cases).toHaveLength(cases);
  expect(journal.cutBytes).toBe(0);
  expect(journal.end).toMatchObject({ interrupted: false });
  const scenarios = new Map(catalogue.map((scenario) => [scenario.id, scenario]));
  const { judged, kept } = regradeRun(folder, journal, scenarios);
  expect(kept).toEqual([]);
  expect(judged.flatMap(({ differences }) => differences)).toEqual([]);
}

test("kill -9 at 50 moments, each followed by a resume, gives the verdicts of an undisturbed run", {
  timeout: 600_000,
}, async () => {
  using workspace = makeWorkspace();
  const folderFor = (name: string) => {
    const output = join(workspace.folder, name);
    mkdirSync(output);
    return output;
  };
  const sinceMs = startStopwatch();
  // Two side by side, as below: one alone is faster, and kills that are timed by it come too early.
  const runUndisturbed = (name: string) => sockspec([...run, "--output", folderFor(name)]);
  const [undisturbed] = await Promise.all([
    runUndisturbed("undisturbed"),
    runUndisturbed("beside"),
  ]);
  const withinMs = sinceMs();
  expect(undisturbed.status).toBe(0);
  const [stored = ""] = /(?<=stored in ).*/.exec(undisturbed.stdout) ?? [];
  const expected = verdictsOf(stored);
  const lines = readFileSync(journalFile(stored)).toString().split("\n").length - 1;
  expect(expected).toHaveLength(cases);

  const kills: Kill[] = [];
  // Two side by side: each waits most of the time.
  const killOn = async (seed: number) => {
    const killing = startKilling({ run, seed, lines, withinMs });
    for (let number = 1; kills.length < killsWanted; number += 1) {
      const survived = await killing.next(folderFor(`${seed}-${number}`));
      kills.push(...survived.kills);
      expectWhole(survived, expected);
      for (const marker of survived.markers) {
        expect(await awaitNoLeftovers(() => findLeftovers(marker), 2000)).toEqual([]);
      }
    }
  };
  await Promise.all([killOn(20), killOn(30)]);
  // They came before the first case, between cases, behind the last, and in the middle of lines.
  expect(kills.filter(({ lines }) => lines < 2).length).toBeGreaterThan(5);
  expect(kills.filter(({ lines }) => lines >= 2).length).toBeGreaterThan(10);
  expect(kills.filter(({ torn }) => torn).length).toBeGreaterThan(5);
});
