import type { Implementation } from "../implementation/manifest.ts";
import { usesSocket } from "../implementation/placeholders.ts";
import { isImpaired, mtuBytes, type Network } from "../network/network.ts";
import { expressing, needsMoreSegments, whyInexpressible } from "../protocol/express.ts";
import { protocolNamed } from "../protocol/protocols.ts";
import { deriveSeed } from "../protocol/random.ts";
import type { DatagramTarget } from "../scenario/datagram-step.ts";
import { leafSteps } from "../scenario/leaf-steps.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Step } from "../scenario/step.ts";
import { targetWords, whyNotOver } from "../scenario/transport.ts";
import type { Situation } from "./expected-wait.ts";
import { whyNotAs } from "./role.ts";
import { whyNotInRealTime } from "./virtual-time.ts";

/** One case that is going to be run, or the reason why it cannot be. */
export interface PlannedCase {
  /** Its place in the plan, from 0. */
  readonly index: number;
  readonly scenario: Scenario;
  readonly implementation: Implementation;
  readonly network: Network;
  /** Starts at 1. */
  readonly repetition: number;
  /** Starts at 1. */
  readonly attempt: number;
  readonly seed: number;
  readonly unsupported: string | null;
  /** It needs what the implementation does not claim, whatever the lab. */
  readonly unclaimed: boolean;
  /** Whether figures count although the machine was busy otherwise. Default: false. */
  readonly countDisturbed?: boolean;
}

export interface PlanOptions {
  readonly scenarios: readonly Scenario[];
  readonly implementations: readonly Implementation[];
  readonly networks: readonly Network[];
  readonly repetitions: number;
  readonly seed: number;
  /** See {@link PlannedCase.countDisturbed}. */
  readonly countDisturbed?: boolean;
  /** Abilities of the lab beside connecting. */
  readonly abilities: LabAbilities;
}

/** Abilities of a lab that a scenario may require. */
export interface LabAbilities {
  /** It starts the implementation itself, and so can signal and restart it. */
  readonly startsServers: boolean;
  /** It starts a server behind a proxy; default: it does not. */
  readonly startsUpstreams?: true;
  /** It can make the implementation process 1 of a PID namespace. */
  readonly runsAsInit: boolean;
  /** It can leave the implementation's output unread. */
  readonly leavesOutputUnread: boolean;
  /** It can make the implementation's name server silent. */
  readonly silencesNameServer: boolean;
  /** It can tell the implementation's host names of its own; default: it cannot. */
  readonly tellsNames?: true;
  /** Its link can lose chosen segments. */
  readonly breaksLink: boolean;
  /** Where its client can send datagrams; default: nowhere. */
  readonly datagramTargets?: readonly DatagramTarget[];
  /** Its driver reaches a Unix-domain socket of the server; default: it does not. */
  readonly unixSockets?: true;
  /** Why it cannot impair its link; null where it can. */
  readonly cannotImpair: string | null;
  /** Why none of its kernels plays a case; default: because it waits for too long in real time. */
  readonly whyNoKernel?: (situation: Situation) => string | null;
}

/** Those of a lab that has hosts and a link of its own, on a machine that lacks nothing. */
export const allAbilities: LabAbilities = {
  startsServers: true,
  startsUpstreams: true,
  runsAsInit: true,
  leavesOutputUnread: true,
  silencesNameServer: true,
  tellsNames: true,
  breaksLink: true,
  unixSockets: true,
  datagramTargets: ["server", "other-address", "broadcast", "group"],
  cannotImpair: null,
};

/**
 * Lays out the cases, network by network, repetition by repetition and scenario by scenario. The
 * seed of a case depends on its scenario and repetition, so that every implementation is sent the
 * same bytes on every link. Scenarios whose limits hold on a clean link only are left out of the
 * others, as are those of another role, and all but proxies where the wire to an upstream is impaired.
 */
export function planCases(options: PlanOptions): readonly PlannedCase[] {
  const cases: PlannedCase[] = [];
  const { whyNoKernel = whyNotInRealTime } = options.abilities;
  for (const { network, repetition, scenario } of rounds(options)) {
    const played = options.implementations.filter(isPlayedBy(scenario)).filter(isOn(network));
    for (const implementation of played) {
      const whyNotItsOwn = whyUnclaimed(scenario, implementation);
      cases.push({
        index: cases.length,
        scenario,
        implementation,
        network,
        repetition,
        attempt: 1,
        seed: deriveSeed(options.seed, scenario.id, repetition),
        unsupported:
          whyNotImpaired(network, options.abilities, implementation) ??
          whyNoSocket(implementation, options.abilities) ??
          whyNoUpstream(implementation, options.abilities) ??
          whyUnsupported(scenario, options.abilities) ??
          whyNotItsOwn ??
          whySegmentsTooSmall(scenario, implementation, network) ??
          whyNoKernel({ scenario, implementation, network }),
        unclaimed: whyNotItsOwn !== null,
        countDisturbed: options.countDisturbed ?? false,
      });
    }
  }
  return cases;
}

type Round = Pick<PlannedCase, "network" | "repetition" | "scenario">;

function* rounds(options: PlanOptions): Generator<Round> {
  for (const network of options.networks) {
    const scenarios = options.scenarios.filter((scenario) => holdsOn(scenario, network));
    for (let repetition = 1; repetition <= options.repetitions; repetition += 1) {
      for (const scenario of scenarios) {
        yield { network, repetition, scenario };
      }
    }
  }
}

/** Whether the scenario's limits hold on such a link. */
export function holdsOn(scenario: Pick<Scenario, "links">, network: Network): boolean {
  return scenario.links === "any" || !isImpaired(network);
}

/** Whether the scenario asks something of an implementation in its role. */
function isPlayedBy(scenario: Scenario) {
  return ({ role }: Pick<Implementation, "role">): boolean => whyNotAs(role, scenario) === null;
}

/** Whether the network has no other wires than the implementation: only a proxy has a second one. */
function isOn({ upstream }: Network) {
  return ({ role }: Pick<Implementation, "role">): boolean =>
    upstream === undefined || role === "proxy";
}

function whyNotImpaired(
  network: Network,
  { cannotImpair }: LabAbilities,
  implementation: Implementation,
): string | null {
  if (!isImpaired(network)) {
    return null;
  }
  return usesSocket(implementation)
    ? "a Unix-domain socket has no link that could be impaired"
    : cannotImpair;
}

function whyNoSocket(
  implementation: Implementation,
  { unixSockets }: Pick<LabAbilities, "unixSockets">,
): string | null {
  return usesSocket(implementation) && unixSockets !== true
    ? "in this lab the driver reaches no Unix-domain socket of the server"
    : null;
}

/** The protocol of the reference server, which runs behind proxies. */
const upstreamProtocol = "framed";

function whyNoUpstream(
  { role, protocols }: Implementation,
  { startsUpstreams }: Pick<LabAbilities, "startsUpstreams">,
): string | null {
  if (role !== "proxy") {
    return null;
  }
  if (startsUpstreams !== true) {
    return "this lab starts no server behind a proxy; use --lab netns or loopback";
  }
  return protocols.includes(upstreamProtocol)
    ? null
    : `the server behind a proxy speaks ${upstreamProtocol}, and the proxy is given ${protocols.join(", ")} to pass on`;
}

function whyUnsupported(scenario: Scenario, abilities: LabAbilities): string | null {
  if (!abilities.startsServers && needsServer(scenario)) {
    return "this lab cannot start, signal or restart the implementation";
  }
  if (!abilities.runsAsInit && scenario.start?.asInit === true) {
    return "this lab cannot run the implementation as process 1";
  }
  if (!abilities.leavesOutputUnread && scenario.start?.output !== undefined) {
    return "this lab cannot leave the output of the implementation unread";
  }
  if (!abilities.silencesNameServer && scenario.start?.nameServer !== undefined) {
    return "this lab cannot silence the implementation's name server";
  }
  if (abilities.tellsNames !== true && scenario.start?.firstAddress !== undefined) {
    return "this lab cannot tell the implementation a name with two addresses";
  }
  if (!abilities.breaksLink && acts(scenario, linkActions)) {
    return "this lab has no wire of its own to lose segments on";
  }
  return whyNotSent(scenario, abilities);
}

function whyNotSent(
  { steps }: Scenario,
  { datagramTargets = [] }: Pick<LabAbilities, "datagramTargets">,
): string | null {
  const missing = leafSteps(steps)
    .flatMap((step) => (step.do === "openSockets" ? [step.to ?? "server"] : []))
    .find((target) => !datagramTargets.includes(target));
  return missing === undefined ? null : `this lab sends no datagrams ${targetWords[missing]}`;
}

function whyUnclaimed(scenario: Scenario, implementation: Implementation): string | null {
  const transport = usesSocket(implementation) ? "unix" : "tcp";
  const spoken = implementation.protocols.map(protocolNamed);
  const inDatagrams = spoken.find(({ datagrams }) => datagrams);
  if (transport === "unix" && inDatagrams !== undefined) {
    return `the protocol ${inDatagrams.name} is carried by UDP: its server takes {port}, and no {socket}`;
  }
  const wrongTransport = whyNotOver(transport, scenario);
  if (wrongTransport !== null) {
    return wrongTransport;
  }
  if (expressing(scenario, spoken) === null) {
    return spoken.map((protocol) => whyInexpressible(scenario, protocol)).join("; ");
  }
  if (implementation.pair === undefined && acts(scenario, clientActions)) {
    return "needs a client beside the server, which sockspec interop has";
  }
  const missing = scenario.claims?.filter((claim) => !implementation.claims.includes(claim)) ?? [];
  return missing.length === 0 ? null : `does not claim ${missing.join(", ")}`;
}

function whySegmentsTooSmall(
  scenario: Scenario,
  implementation: Implementation,
  network: Network,
): string | null {
  const protocol = expressing(scenario, implementation.protocols.map(protocolNamed));
  return protocol !== null && needsMoreSegments(scenario, protocol, mtuBytes(network))
    ? `with an MTU of ${mtuBytes(network)} bytes, the protocol ${protocol.name} needs more segments for its messages`
    : null;
}

function needsServer(scenario: Scenario): boolean {
  return scenario.start !== undefined || acts(scenario, serverActions);
}

function acts(scenario: Scenario, actions: ReadonlySet<string>): boolean {
  return leafSteps(scenario.steps).some((step) => actions.has(step.do));
}

const serverActions: ReadonlySet<string> = new Set<Step["do"]>([
  "startClient",
  "signal",
  "restart",
  "startSecond",
  "awaitExit",
]);

const clientActions: ReadonlySet<string> = new Set<Step["do"]>(["runClient"]);

const linkActions: ReadonlySet<string> = new Set<Step["do"]>(["blackhole", "dropSegments"]);
