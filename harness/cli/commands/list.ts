import { untested } from "../../../scenarios/untested.ts";
import { describeNetwork } from "../../network/describe.ts";
import type { Network } from "../../network/network.ts";
import { bundledNetworks } from "../../network/profiles.ts";
import { holdsOn } from "../../plan/plan.ts";
import { allScenarios } from "../choose/all-scenarios.ts";
import { bundledNames, bundledTitle } from "../choose/bundled-names.ts";
import { type ExitStatus, exitStatus, UsageError } from "../exit-status.ts";

/** The options of `sockspec list`. */
export interface ListFlags {
  readonly untested?: boolean;
  readonly scenarios?: string;
  readonly network?: readonly string[];
}

/** @throws {UsageError} for what cannot be listed. */
export async function runList(what: string | undefined, flags: ListFlags): Promise<ExitStatus> {
  if (flags.untested === true) {
    listUntested();
    return exitStatus.asExpected;
  }
  const parts = what === undefined ? listings : listings.filter(({ name }) => name === what);
  if (parts.length === 0) {
    const names = listings.map(({ name }) => name).join(", ");
    throw new UsageError(`list: expected one of ${names}, found "${what}".`);
  }
  for (const [index, { print }] of parts.entries()) {
    if (index > 0) {
      console.log("");
    }
    await print(flags);
  }
  return exitStatus.asExpected;
}

const listings: readonly { readonly name: string; print(flags: ListFlags): unknown }[] = [
  { name: "scenarios", print: listScenarios },
  { name: "networks", print: listNetworks },
  { name: "implementations", print: listImplementations },
];

async function listScenarios({ scenarios, network }: ListFlags): Promise<void> {
  const networks = network === undefined ? [] : await chosenNetworks(network);
  const catalogue = await allScenarios(scenarios);
  printTable(
    catalogue
      .filter((scenario) => networks.every((one) => holdsOn(scenario, one)))
      .map(({ id, title }) => [id, title]),
  );
}

async function chosenNetworks(names: readonly string[]): Promise<readonly Network[]> {
  const { chooseNetworks } = await import("../../network/choose.ts");
  return chooseNetworks(names);
}

function listNetworks(): void {
  const networks = bundledNetworks();
  const width = Math.max(...networks.map(({ name }) => name.length));
  for (const network of networks) {
    console.log(describeNetwork(network, width));
  }
}

function listImplementations(): void {
  printTable(bundledNames().map((name) => [name, bundledTitle(name)]));
}

function printTable(rows: readonly (readonly [string, string])[]): void {
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, title] of rows) {
    console.log(`${name.padEnd(width)}  ${title}`);
  }
}

function listUntested(): void {
  for (const { what, reason } of untested) {
    console.log(`${what}\n    ${reason}`);
  }
}
