import type { z } from "zod";
import { leafSteps } from "./leaf-steps.ts";
import type { roleSchema, Scenario } from "./scenario.ts";
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

/** @returns why a scenario for servers is not played through proxies; null where it is. */
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
  if (start.descriptorLimit !== undefined) {
    return "a connection takes a server one descriptor, and a proxy two";
  }
  return null;
}
