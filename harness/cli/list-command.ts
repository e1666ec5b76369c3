import { catalogue } from "../../scenarios/catalogue.ts";
import { bundledNames, loadBundled } from "./bundled.ts";
import { type ExitStatus, exitStatus } from "./exit-status.ts";
import { UsageError } from "./usage-error.ts";

/** @throws {UsageError} for what cannot be listed. */
export function runList(what: string | undefined): ExitStatus {
  if (what !== undefined && what !== "scenarios" && what !== "implementations") {
    throw new UsageError(`list: expected scenarios or implementations, found "${what}".`);
  }
  if (what !== "implementations") {
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
