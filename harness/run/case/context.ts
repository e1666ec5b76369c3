import { capacities, type LabFacts } from "../../lab/lab.ts";
import { isLossy, jitterMs, roundTripMs, slowestKbit } from "../../network/network.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import type { CaseContext } from "../../scenario/amount.ts";
import type { Protocol } from "../../scenario/scenario.ts";

/** The facts about a case's link and implementation that its scenario's amounts depend on. */
export function contextOf(
  { network, implementation, seed }: PlannedCase,
  { buffers }: Pick<LabFacts, "buffers">,
): CaseContext {
  return {
    seed,
    roundTripMs: roundTripMs(network) + jitterMs(network),
    slowestKbit: slowestKbit(network),
    lossy: isLossy(network),
    maxFrameBytes: implementation.maxFrameBytes,
    keepAliveMs: implementation.keepAliveMs ?? 0,
    ...capacities(buffers),
  };
}

/** The first protocol of the scenario that the implementation has. */
export function protocolFor({ scenario, implementation }: PlannedCase): Protocol {
  return (
    scenario.protocols.find((protocol) => implementation.protocols.includes(protocol)) ?? "framed"
  );
}
