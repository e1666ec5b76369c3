import type { PlayedProtocol } from "../../driver/messages.ts";
import { deadlineMsOf } from "../../implementation/client-program.ts";
import { usesSocket } from "../../implementation/placeholders.ts";
import { capacities, type Lab } from "../../lab/lab.ts";
import { unixCapacities } from "../../lab/unix-capacities.ts";
import { isLossy, jitterMs, roundTripMs, slowestKbit } from "../../network/network.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import { expressing } from "../../protocol/express.ts";
import { protocolNamed } from "../../protocol/protocols.ts";
import type { CaseContext } from "../../scenario/amount.ts";

/** The part of a lab that bears on a case: its buffers, and those behind a proxy. */
export interface LabBuffers {
  readonly facts: Pick<Lab["facts"], "buffers">;
  readonly behind?: Lab["behind"];
}

/** The facts about a case's link and implementation that its scenario's amounts depend on. */
export function contextOf(
  { network, implementation, scenario, seed }: PlannedCase,
  { facts, behind }: LabBuffers,
): CaseContext {
  const buffersBehind = implementation.role === "proxy" ? behind?.facts.buffers : undefined;
  return {
    seed,
    roundTripMs: roundTripMs(network) + jitterMs(network),
    slowestKbit: slowestKbit(network),
    lossy: isLossy(network),
    maxFrameBytes: implementation.maxFrameBytes,
    keepAliveMs: implementation.keepAliveMs ?? 0,
    ...(implementation.backlog === undefined ? {} : { backlog: implementation.backlog }),
    ...(scenario.start?.message === undefined
      ? {}
      : { message: scenario.start.message, deadlineMs: deadlineMsOf(implementation) }),
    ...(usesSocket(implementation) ? unixCapacities() : capacities(facts.buffers, buffersBehind)),
  };
}

/** The first protocol of the implementation that can express the scenario. */
export function protocolFor({
  scenario,
  implementation,
}: Pick<PlannedCase, "scenario" | "implementation">): PlayedProtocol {
  const protocol = expressing(scenario, implementation.protocols.map(protocolNamed));
  const name = protocol?.name ?? implementation.protocols[0] ?? "framed";
  return { name, module: implementation.protocolModules?.[name] ?? null };
}
