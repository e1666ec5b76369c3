import type { Network } from "../../network/network.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import { type Role, rolesOf } from "../../plan/role.ts";
import { inVirtualTime } from "../../plan/virtual-time.ts";
import type { Said } from "../../protocol/exchanges.ts";
import type { Protocol } from "../../protocol/protocol.ts";
import { protocolsOf } from "../../protocol/protocols.ts";
import { isOfClients } from "../../scenario/client/role.ts";
import { allChecks } from "../../scenario/epilogue.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { speak } from "../pages/spoken.ts";

/** Raised when a reader of what `list`, `explain`, `doctor` or `kernel status` print with `--json` would misread it. */
const documentSchemaVersion = 1;

/** The sections of `sockspec list`; those not requested are missing. */
export interface Listing {
  readonly scenarios?: readonly Scenario[];
  /** What `sockspec bench` plays. */
  readonly measurements?: readonly Scenario[];
  readonly networks?: readonly Network[];
  readonly protocols?: readonly { readonly name: string; readonly title: string }[];
  readonly implementations?: readonly ListedImplementation[];
  readonly untested?: readonly { readonly what: string; readonly reason: string }[];
}

interface ListedImplementation {
  readonly name: string;
  readonly title: string;
  readonly role: Role;
}

/** One thing that `sockspec doctor` looked at. */
export interface Examined {
  readonly what: string;
  readonly state: "yes" | "no" | "limited";
  readonly message: string;
}

/** An option of `sockspec run`, or what is graded, as `sockspec config` shows it. */
export interface ShownSetting {
  readonly name: string;
  readonly value: unknown;
  readonly from: "command line" | "config" | "default";
  /** Where it stands in the configuration file; absent for what is not from there. */
  readonly line?: number;
}

export function listDocument({ scenarios, measurements, ...others }: Listing): string {
  return written({
    ...(scenarios === undefined ? {} : { scenarios: scenarios.map(summary) }),
    ...(measurements === undefined ? {} : { measurements: measurements.map(measurementSummary) }),
    ...others,
  });
}

/**
 * A scenario as it is played and judged, with the checks that hold in every situation.
 *
 * @param protocol the one whose bytes are included; null for none.
 */
export function explainDocument(
  scenarios: readonly Scenario[],
  protocol: Protocol | null = null,
): string {
  return written({
    scenarios: scenarios.map((scenario) => ({
      ...scenario,
      roles: rolesOf(scenario),
      protocols: protocolsOf(scenario),
      virtualTime: inVirtualTime(scenario),
      checks: allChecks(scenario),
      ...(protocol === null || isOfClients(scenario.steps)
        ? {}
        : { spoken: spokenIn(protocol, scenario) }),
    })),
  });
}

function spokenIn(protocol: Protocol, scenario: Scenario) {
  const spoken = speak(scenario, protocol);
  if ("unsupported" in spoken) {
    return spoken;
  }
  const exchanges = spoken.exchanges.map(({ sent, owed, ...others }) => ({
    ...others,
    sent: inHex(sent),
    owed: inHex(owed),
  }));
  return { protocol: spoken.protocol, exchanges };
}

function inHex({ bytes, head }: Said) {
  return { bytes, head: Buffer.from(head).toString("hex") };
}

/**
 * The cases that a run would play.
 *
 * @param excluded ids of the scenarios that are left out on request.
 */
export function casesDocument(plan: readonly PlannedCase[], excluded: readonly string[]): string {
  const cases = plan.map(
    ({ implementation, scenario, network, repetition, seed, unsupported }) => ({
      implementation: implementation.name,
      scenario: scenario.id,
      title: scenario.title,
      network: network.name,
      repetition,
      seed,
      unsupported,
    }),
  );
  return written({ cases, excluded });
}

/** @param file the configuration file; null where there is none. */
export function configDocument(file: string | null, settings: readonly ShownSetting[]): string {
  return written({ file, settings });
}

/** A guest kernel, as `sockspec kernel status` shows it. */
export interface ShownKernel {
  readonly kernel: "guest" | "virtual";
  readonly title: string;
  /** Null if it is not there. */
  readonly version: string | null;
  /** Its program, absolute; null if it is not there. */
  readonly path: string | null;
  /** Digest of the patch and configuration that it was built with; null for Debian's. */
  readonly recipe: string | null;
  /** What to do to get it; null if it is there. */
  readonly advice: string | null;
}

export function kernelsDocument(kernels: readonly ShownKernel[]): string {
  return written({ kernels });
}

/** What an examination of a machine comes to. */
interface Examination {
  /** Whether cases can be run here at all. */
  readonly works: boolean;
  /** The command that brings what is missing; null if nothing is, or none is known. */
  readonly mend: string | null;
}

export function doctorDocument(
  { works, mend }: Examination,
  findings: readonly Examined[],
): string {
  const shown = findings.map(({ what, state, message }) => ({ what, state, message }));
  return written({ works, mend, findings: shown });
}

function summary(scenario: Scenario) {
  const { id, title, claims = [], profiles, links = "clean" } = scenario;
  const protocols = protocolsOf(scenario);
  const roles = rolesOf(scenario);
  const virtualTime = inVirtualTime(scenario);
  const listed = { id, title, roles, protocols, claims, links, virtualTime };
  return { ...listed, profiles: profiles ?? ["default", "full"] };
}

function measurementSummary(scenario: Scenario) {
  const { id, title, claims = [], figures = [] } = scenario;
  const protocols = protocolsOf(scenario);
  return { id, title, protocols, claims, figures: figures.map(({ id, title }) => ({ id, title })) };
}

function written(document: object): string {
  return `${JSON.stringify({ schemaVersion: documentSchemaVersion, ...document }, null, 2)}\n`;
}
