import { measurements } from "../../../scenarios/measurements/catalogue.ts";
import { untested } from "../../../scenarios/untested.ts";
import { describeNetwork } from "../../network/describe.ts";
import type { Network } from "../../network/network.ts";
import { bundledNetworks } from "../../network/profiles.ts";
import { holdsOn } from "../../plan/plan.ts";
import { type Role, roles, whyNotAs } from "../../plan/role.ts";
import { whyInexpressible } from "../../protocol/express.ts";
import { knownProtocols, protocolNamed } from "../../protocol/protocols.ts";
import { type Listing, listDocument } from "../../report/documents/documents.ts";
import { bundledFacts, bundledNames } from "../choose/bundled-names.ts";
import { allScenarios } from "../choose/scenarios.ts";
import { type ExitStatus, exitStatus, UsageError } from "../exit-status.ts";
import { findProtocol } from "../options/protocol.ts";

/** The options of `sockspec list`. */
export interface ListFlags {
  readonly untested?: boolean;
  readonly scenarios?: string;
  readonly network?: readonly string[];
  readonly protocol?: string;
  readonly role?: string;
  /** Print one JSON document. */
  readonly json?: boolean;
}

/** @throws {UsageError} if `what` names no list. */
export async function runList(what: string | undefined, flags: ListFlags): Promise<ExitStatus> {
  if (flags.untested === true) {
    show({ untested }, flags);
    return exitStatus.asExpected;
  }
  const parts = what === undefined ? listings : listings.filter(({ name }) => name === what);
  if (parts.length === 0) {
    const names = listings.map(({ name }) => name).join(", ");
    throw new UsageError(`list: expected one of ${names}, found "${what}".`);
  }
  const found = await Promise.all(parts.map(({ find }) => find(flags)));
  show(Object.assign({}, ...found) as Listing, flags);
  return exitStatus.asExpected;
}

function show(listing: Listing, { json = false }: ListFlags): void {
  process.stdout.write(json ? listDocument(listing) : formatListing(listing));
}

const listings: readonly { readonly name: string; find(flags: ListFlags): Promise<Listing> }[] = [
  { name: "scenarios", find: findScenarios },
  { name: "measurements", find: async () => ({ measurements }) },
  { name: "networks", find: async () => ({ networks: bundledNetworks() }) },
  { name: "protocols", find: async () => ({ protocols: namedProtocols() }) },
  {
    name: "implementations",
    find: async (flags) => ({ implementations: namedImplementations(roleOf(flags)) }),
  },
];

async function findScenarios({ scenarios, network, ...flags }: ListFlags): Promise<Listing> {
  const protocol = findProtocol(flags);
  const role = roleOf(flags);
  const networks = network === undefined ? [] : await chosenNetworks(network);
  const catalogue = await allScenarios(scenarios);
  return {
    scenarios: catalogue.filter(
      (scenario) =>
        (role === null || whyNotAs(role, scenario) === null) &&
        networks.every((network) => holdsOn(scenario, network)) &&
        (protocol === null || whyInexpressible(scenario, protocol) === null),
    ),
  };
}

async function chosenNetworks(names: readonly string[]): Promise<readonly Network[]> {
  const { chooseNetworks } = await import("../../network/choose.ts");
  return chooseNetworks(names);
}

/** @throws {UsageError} */
function roleOf({ role }: ListFlags): Role | null {
  if (role === undefined) {
    return null;
  }
  const found = roles.find((known) => known === role);
  if (found === undefined) {
    throw new UsageError(`--role: expected one of ${roles.join(", ")}, found "${role}".`);
  }
  return found;
}

function namedImplementations(wanted: Role | null) {
  return bundledNames()
    .map((name) => ({ name, ...bundledFacts(name) }))
    .filter(({ role }) => wanted === null || role === wanted);
}

function namedProtocols() {
  return knownProtocols().map((name) => ({ name, title: protocolNamed(name).title }));
}

/** @returns tables, with an empty line between them. */
function formatListing(listing: Listing): string {
  const { scenarios, measurements, networks, protocols, implementations, untested } = listing;
  const tables = [
    scenarios && formatTable(scenarios.map(({ id, title }) => [id, title])),
    measurements && formatTable(measurements.map(({ id, title }) => [id, title])),
    networks && formatNetworks(networks),
    protocols && formatTable(protocols.map(({ name, title }) => [name, title])),
    implementations &&
      formatTable(
        implementations.map(({ name, title, role }) => [
          name,
          role === "server" ? title : `${title} (${role})`,
        ]),
      ),
    untested?.map(({ what, reason }) => `${what}\n    ${reason}\n`).join(""),
  ];
  return tables.filter((table) => table !== undefined).join("\n");
}

function formatNetworks(networks: readonly Network[]): string {
  const width = Math.max(...networks.map(({ name }) => name.length));
  return networks.map((network) => `${describeNetwork(network, width)}\n`).join("");
}

function formatTable(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, title]) => `${name.padEnd(width)}  ${title}\n`).join("");
}
