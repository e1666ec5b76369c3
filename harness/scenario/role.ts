import type { z } from "zod";
import { leafSteps } from "./leaf-steps.ts";
import type { roleSchema, Scenario } from "./scenario.ts";
import type { Step } from "./step.ts";
import { isInDatagrams, isOver, needsUnixSocket } from "./transport.ts";

export type Role = z.infer<typeof roleSchema>;

type Situation = Pick<
  Scenario,
  "roles" | "steps" | "stimulus" | "checks" | "figures" | "start" | "transports"
>;

/**
 * Whether a scenario asks something of an implementation in a role. A correct proxy in front of a
 * correct server is a server, so what is asked of servers is asked of proxies too, unless its steps or
 * checks are about the server alone.
 *
 * @returns why it does not; null where it does.
 */
export function whyNotAs(role: Role, scenario: Situation): string | null {
  if (scenario.roles.includes(role)) {
    return null;
  }
  return role === "proxy" && scenario.roles.includes("server")
    ? whyNotThroughProxy(scenario)
    : `it is for a ${scenario.roles.join(" or a ")}`;
}

/** @returns the roles for which a scenario is played. */
export function rolesOf(scenario: Situation): readonly Role[] {
  return (["server", "client", "proxy"] as const).filter(
    (role) => whyNotAs(role, scenario) === null,
  );
}

/** @returns why what is asked of servers is not asked of proxies; null where it is. */
function whyNotThroughProxy(scenario: Situation): string | null {
  const { steps, figures = [], start = {} } = scenario;
  if (isInDatagrams(steps)) {
    return "a proxy here passes on connections, and no datagrams";
  }
  if (needsUnixSocket(scenario) || !isOver("tcp", scenario)) {
    return "a proxy here listens on TCP, and on no Unix-domain socket";
  }
  if (figures.length > 0 || leafSteps(steps).some((step) => step.do === "load")) {
    return "it measures a server, and not what a proxy adds";
  }
  if (start.asInit === true) {
    return "it is about a server that is process 1";
  }
  return asksToCloseOpen(scenario)
    ? "a server may close what a rejected peer leaves open, and a proxy must keep what its upstream has only half-closed"
    : null;
}

/** Whether descriptors must be released whose connections the client has neither ended nor aborted. */
function asksToCloseOpen({ steps, checks }: Pick<Scenario, "steps" | "checks">): boolean {
  const openAt = openConnections(steps);
  return checks.some((check) => {
    if (check.kind !== "growth" || check.of !== "descriptors") {
      return false;
    }
    const before = openAt.get(check.from) ?? new Set<string>();
    return [...(openAt.get(check.to) ?? [])].some((connection) => !before.has(connection));
  });
}

/** @returns the connections that the client had left open, by the label of each sample. */
function openConnections(steps: readonly Step[]): ReadonlyMap<string, ReadonlySet<string>> {
  const open = new Set<string>();
  const at = new Map<string, ReadonlySet<string>>();
  for (const step of leafSteps(steps)) {
    switch (step.do) {
      case "connect":
        open.add(step.connection);
        break;
      case "shutdownWrite":
      case "abort":
      case "close":
        open.delete(step.on);
        break;
      case "sample":
      case "awaitBaseline":
        at.set(step.label, new Set(open));
        break;
    }
  }
  return at;
}
