import type { ConnectionHistory, History } from "../history/history.ts";
import type { StimulusResult } from "./verdict.ts";

/** Whether a condition held, and what shows it. */
export type Evidence = Pick<StimulusResult, "status" | "observed">;

/** Holds only if it holds on every connection of the group. */
export function evidenceOnConnections(
  history: History,
  group: string,
  evidence: (connection: ConnectionHistory) => Evidence,
): Evidence {
  const all = history.connections.filter((connection) => connection.group === group).map(evidence);
  const worst =
    all.find(({ status }) => status === "missed") ??
    all.find(({ status }) => status === "hidden") ??
    all[0];
  return worst ?? { status: "missed", observed: `no connection ${group}` };
}
