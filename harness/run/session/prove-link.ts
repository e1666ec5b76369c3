import { setTimeout as sleep } from "node:timers/promises";
import { startStopwatch } from "../../history/clock.ts";
import type { FinishedCase } from "../../journal/case-result.ts";
import { type Lab, LabOpenError } from "../../lab/lab.ts";
import type { Link } from "../../lab/link.ts";
import type { LinkProof, ProofItem } from "../../network/link-proof.ts";
import { isImpaired, jitterMs, type Network, roundTripMs } from "../../network/network.ts";
import type { LinkObservation } from "../../network/observation.ts";
import { clean } from "../../network/profiles.ts";
import { proveAfter, proveBefore } from "../../network/proof.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { ControlCase } from "./control-case.ts";

export interface LinkProver {
  /** The items measured before the first case. */
  readonly before: readonly ProofItem[];
  /** Waits until nothing is on its way, and holds what was lost against what was sent again. */
  finish(): Promise<LinkProof>;
}

/** Plays a scenario with the reference on the link as configured, and returns the observations. */
export type PlayProbe = (scenario: Scenario, network: Network) => Promise<FinishedCase>;

interface ProofOptions {
  /** The network that the link must match. */
  readonly network: Network;
  /** Null where labs start no servers. */
  readonly controls: { readonly good: ControlCase } | null;
}

/**
 * Impairs the link of a lab, and measures it before and after.
 *
 * @returns null if the lab has no wire, or no server that can answer a probe.
 * @throws {LabOpenError} if it cannot be impaired as the network asks.
 */
export async function impairAndProve(
  { network, controls }: ProofOptions,
  lab: Lab,
  run: (probe: PlannedCase) => Promise<FinishedCase>,
): Promise<LinkProver | null> {
  if (isImpaired(network) && (lab.link === null || controls === null)) {
    throw new LabOpenError(
      `The ${lab.kind} lab cannot emulate the network ${network.name}: ${lab.whyNoLink}. Run sockspec doctor.`,
    );
  }
  if (lab.link === null || controls === null) {
    return null;
  }
  const play = (scenario: Scenario, on: Network) =>
    run({ ...controls.good.planned, scenario, network: on });
  const bare = await measureBareLink(lab.link, { clean, play });
  await lab.link.impair(network);
  return await startProof(lab.link, bare, { network, play });
}

/** Measurements of a link before it was impaired. */
export interface BareLink {
  readonly roundTripMs: number | null;
  readonly observed: LinkObservation;
}

/** Measures the bare wire. */
export async function measureBareLink(
  link: Link,
  { clean, play }: { readonly clean: Network; readonly play: PlayProbe },
): Promise<BareLink> {
  const roundTripMs = readRoundTrip(await play(probe(clean), clean));
  return { roundTripMs, observed: await settled(link) };
}

/** Measures the link, which was impaired meanwhile, and proves that it is what was asked. */
export async function startProof(
  link: Link,
  { roundTripMs: bareRoundTripMs, observed: bare }: BareLink,
  { network, play }: { readonly network: Network; readonly play: PlayProbe },
): Promise<LinkProver> {
  const measuredMs = isImpaired(network)
    ? readRoundTrip(await play(probe(network), network))
    : bareRoundTripMs;
  const impaired = await link.observe();
  const measured = { bareRoundTripMs, roundTripMs: measuredMs, bare, impaired };
  const measuredItems = proveBefore(network, measured);
  return {
    before: measuredItems,
    async finish() {
      const judge = (after: LinkObservation) => proveAfter(network, { before: bare, after });
      const { items, after } = await untilItHolds(link, network, judge);
      return { ...conclude([...measuredItems, ...items]), observed: { bare, after } };
    },
  };
}

export function conclude(items: readonly ProofItem[]): Omit<LinkProof, "observed"> {
  const broken = items.find((item) => !item.holds);
  const unproven =
    broken === undefined
      ? null
      : `The link could not be proved to match its network: ${broken.what}, expected ${broken.expected}, found ${broken.found}.`;
  return { items, unproven };
}

/** Just enough pings to show the smallest round trip: on a slow link each takes long. */
function probe(network: Network): Scenario {
  const count = jitterMs(network) > 0 ? 20 : 5;
  return {
    id: "link/probe",
    title: "A probe of the link",
    why: "It measures the round trip.",
    sources: ["RFC 9293 §3.5"],
    roles: ["server"],
    protocols: ["framed"],
    links: "any",
    steps: [
      { do: "connect", connection: "main" },
      { do: "ping", on: "main", count, bytes: 16, every: { ms: 0 } },
      { do: "inspect", on: "main" },
    ],
    stimulus: [],
    checks: [],
  };
}

function readRoundTrip({ history }: FinishedCase): number | null {
  const main = history?.connections.find((connection) => connection.group === "main");
  return main?.inspections.at(-1)?.minimumRoundTripMs ?? null;
}

/** A segment that was sent last is counted at both ends a moment later. */
const settleMs = 100;

async function settled(link: Link): Promise<LinkObservation> {
  await sleep(settleMs);
  return await link.observe();
}

/** The last FIN is acknowledged a round trip later, and looking sooner costs a guest's processor. */
function settlePeriodMs(network: Network): number {
  return Math.max(settleMs, roundTripMs(network));
}

/** Segments of connections that are over may be on their way, or be sent again, for so long. */
function settleMaxMs(network: Network): number {
  return 10_000 + 20 * roundTripMs(network);
}

async function untilItHolds(
  link: Link,
  network: Network,
  judge: (after: LinkObservation) => readonly ProofItem[],
): Promise<{ readonly items: readonly ProofItem[]; readonly after: LinkObservation }> {
  const sinceMs = startStopwatch();
  for (;;) {
    const after = await link.observe();
    const items = judge(after);
    const passedMs = sinceMs();
    if (items.every((item) => item.holds) || passedMs > settleMaxMs(network)) {
      return { items, after };
    }
    await sleep(settlePeriodMs(network));
  }
}
