import { untested } from "../../scenarios/untested.ts";
import { bundledNames, loadBundled } from "./bundled.ts";
import { allScenarios } from "./choose-scenarios.ts";
import { type ExitStatus, exitStatus } from "./exit-status.ts";
import type { ListFlags } from "./list-flags.ts";
import { UsageError } from "./usage-error.ts";

/** @throws {UsageError} for what cannot be listed. */
export async function runList(what: string | undefined, flags: ListFlags): Promise<ExitStatus> {
  if (flags.untested === true) {
    listUntested();
    return exitStatus.asExpected;
  }
  if (what !== undefined && what !== "scenarios" && what !== "implementations") {
    throw new UsageError(`list: expected scenarios or implementations, found "${what}".`);
  }
  if (what !== "implementations") {
    const catalogue = await allScenarios(flags.scenarios);
    const width = Math.max(...catalogue.map(({ id }) => id.length));
    for (const { id, title } of catalogue) {
      console.log(`${id.padEnd(width)}  ${title}`);
    }
  }
  if (what === undefined) {
    console.log("");
  }
  if (what !== "scenarios") {
    const names = bundledNames();
    const width = Math.max(...names.map((name) => name.length));
    for (const name of names) {
      console.log(`${name.padEnd(width)}  ${loadBundled(name).title ?? ""}`);
    }
  }
  return exitStatus.asExpected;
}

function listUntested(): void {
  for (const { what, reason } of untested) {
    console.log(`${what}\n    ${reason}`);
  }
}
