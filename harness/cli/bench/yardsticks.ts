import { join } from "node:path";
import { findProgram } from "../../host/find-program.ts";
import { implsFolder } from "../../host/package/native-root.ts";
import { loadManifest } from "../../implementation/load-manifest.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import type { LabChoice } from "../../run/lab-choice.ts";
import { toolEnvironment } from "../choose/bundled.ts";
import { spokenByFlag } from "../options/protocol.ts";
import type { RunFlags } from "../options/run-flags.ts";

/** Servers that are measured beside the chosen ones, and sentences about those that cannot be. */
export interface Yardsticks {
  readonly implementations: readonly Implementation[];
  readonly notes: readonly string[];
}

/**
 * A plain blocking echo, which shows what the link and the kernel cost, and socat, which many people know.
 *
 * @param taken names of the implementations that were chosen: what is among them is no yardstick.
 */
export function chooseYardsticks(
  { kind }: Pick<LabChoice, "kind">,
  taken: readonly string[],
  { protocol }: Pick<RunFlags, "protocol">,
): Yardsticks {
  if (kind === "remote" || kind === "container") {
    const why = kind === "remote" ? "starts no servers" : "runs only what has an image";
    return { implementations: [], notes: [`no yardsticks: the ${kind} lab ${why}`] };
  }
  const all = ["plain-echo", "socat"]
    .filter((name) => !taken.includes(name))
    .map((name) => loadManifest(join(implsFolder(), "yardsticks", name)));
  const isInstalled = ({ command: [program = ""], folder }: Implementation) =>
    findProgram(program, folder, toolEnvironment()["PATH"] ?? "") !== null;
  // The other is built here.
  const missing = all.filter((each) => each.build === undefined && !isInstalled(each));
  return {
    implementations: all
      .filter((each) => !missing.includes(each))
      .map((each) => ({
        ...each,
        isYardstick: true,
        ...(protocol === undefined ? {} : spokenByFlag(protocol)),
      })),
    notes: missing.map(
      ({ name }) => `no yardstick ${name}: it is not installed (apt install ${name})`,
    ),
  };
}

/** socat has a process for each connection, and ten thousand of them measure the machine. */
export function isMeasured({ implementation, scenario }: PlannedCase): boolean {
  const isSocat = implementation.isYardstick === true && implementation.name === "socat";
  return !isSocat || scenario.id !== "memory/connections";
}
