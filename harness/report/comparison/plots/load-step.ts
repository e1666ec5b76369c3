import { type Network, roundTripMs, slowestKbit } from "../../../network/network.ts";
import { leafSteps } from "../../../scenario/leaf-steps.ts";
import { depthOf } from "../../../scenario/load-depth.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import type { LeafStep } from "../../../scenario/step.ts";

type LoadStep = Extract<LeafStep, { do: "load" }>;

export function loadStep({ steps }: Scenario, label: string): LoadStep | undefined {
  return leafSteps(steps).find(
    (step): step is LoadStep => step.do === "load" && step.label === label,
  );
}

/**
 * @returns bytes that a closed model keeps on their way, the same on all of the links; null for an open
 *   one, and where it differs.
 */
export function inFlightBytes(step: LoadStep, links: readonly Network[]): number | null {
  const { bytes, depth, connections = 1 } = step;
  if (depth === undefined || typeof bytes !== "number") {
    return null;
  }
  const isLess = links.some((link) => {
    const facts = {
      slowestKbit: slowestKbit(link),
      roundTripMs: roundTripMs(link),
      keepAliveMs: 0,
    };
    return depthOf(step, bytes, facts) < depth;
  });
  return isLess ? null : depth * bytes * connections;
}
