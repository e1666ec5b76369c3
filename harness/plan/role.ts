import type { z } from "zod";
import { leafSteps } from "../scenario/leaf-steps.ts";
import type { roleSchema, Scenario } from "../scenario/scenario.ts";
import type { Step } from "../scenario/step.ts";
import { isInDatagrams, isOver, needsUnixSocket } from "../scenario/transport.ts";

export type Role = z.infer<typeof roleSchema>;

/** All of them, for who does without the validator. */
export const roles: readonly Role[] = ["server", "client", "proxy"];

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
  return roles.filter((role) => whyNotAs(role, scenario) === null);
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
  return whyDescriptorsDiffer(scenario);
}

/**
 * A server may close what a rejected peer leaves open; to a proxy such a connection is one that its
 * upstream has half-closed. And a proxy may keep what it needs for a connection, such as the pipes of
 * splice(2), to use it for the next ones.
 */
function whyDescriptorsDiffer({ steps, checks }: Pick<Scenario, "steps" | "checks">) {
  const looks = lookAtConnections(steps);
  for (const check of checks) {
    if (check.kind === "growth" && check.of === "descriptors") {
      const [from, to] = [looks.get(check.from), looks.get(check.to)];
      if ((to?.open ?? 0) > (from?.open ?? 0)) {
        return "it asks a server to close connections that the client leaves open, and a proxy must keep what is only half-closed";
      }
      if ((to?.most ?? 0) > (from?.most ?? 0)) {
        return "it holds descriptors against those of fewer connections, and a proxy may keep some for the next ones";
      }
    }
  }
  return null;
}

/** Connections that the client had open at a sample, and the most it had had open by then. */
interface OpenConnections {
  readonly open: number;
  readonly most: number;
}

/** @returns them by the label of each sample. */
function lookAtConnections(steps: readonly Step[]): ReadonlyMap<string, OpenConnections> {
  const counts = new Map<string, number>();
  const looks = new Map<string, OpenConnections>();
  const open = () => [...counts.values()].reduce((sum, count) => sum + count, 0);
  let most = 0;
  for (const step of leafSteps(steps)) {
    switch (step.do) {
      case "connect":
        counts.set(step.connection, step.count ?? 1);
        most = Math.max(most, open());
        break;
      case "shutdownWrite":
      case "abort":
      case "close":
        counts.delete(step.on);
        break;
      case "sample":
      case "awaitBaseline":
        looks.set(step.label, { open: open(), most });
        break;
    }
  }
  return looks;
}
