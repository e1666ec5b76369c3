import type { Check } from "./check.ts";
import { isOfClients } from "./client/role.ts";
import { leafSteps } from "./leaf-steps.ts";
import type { Scenario } from "./scenario.ts";
import type { Step } from "./step.ts";
import { isInDatagrams } from "./transport.ts";

/** The epilogue's connection. No scenario may use its name. */
export const probeConnection = "probe";

/** The last steps of every scenario, after the driver has closed the scenario's connections. */
const epilogueSteps: readonly Step[] = [
  { do: "connect", connection: probeConnection, deadline: { ms: 2000, roundTrips: 4 } },
  { do: "send", on: probeConnection, content: [{ messages: 1, bytes: 4 }] },
  { do: "awaitEcho", on: probeConnection, deadline: { ms: 2000, roundTrips: 4 } },
];

/** The same for scenarios in datagrams. */
const datagramEpilogueSteps: readonly Step[] = [
  { do: "openSockets", sockets: probeConnection },
  { do: "sendDatagrams", on: probeConnection, content: [{ messages: 1, bytes: 4 }] },
  {
    do: "awaitReplies",
    on: probeConnection,
    resend: { ms: 250, roundTrips: 2 },
    deadline: { ms: 2000, roundTrips: 20 },
  },
];

/** The requirements that hold in every situation. */
export const epilogueChecks: readonly Check[] = [
  {
    id: "alive",
    level: "MUST",
    kind: "echo",
    on: probeConnection,
    statement: "Afterwards a fresh connection is served.",
    source: "Protocol contract: what one peer does costs only its own connection",
  },
  {
    id: "running",
    level: "MUST",
    kind: "process",
    statement: "The implementation is still running at the end.",
    source: "Protocol contract: what one peer does costs only its own connection",
  },
  {
    id: "idle",
    level: "SHOULD",
    kind: "idle",
    statement: "At the end, the implementation does not keep a CPU busy.",
    source: "Protocol contract: what one peer does costs only its own connection",
  },
  {
    id: "nothing-beyond",
    level: "MUST",
    kind: "nothingBeyond",
    statement: "No byte is sent that was not owed at that moment.",
    source: "RFC 862, TCP based echo service: data received is sent back, and nothing else",
  },
];

/** The same requirements of a server of datagrams. */
export const datagramEpilogueChecks: readonly Check[] = epilogueChecks.map((check): Check => {
  switch (check.kind) {
    case "echo":
      return {
        ...check,
        kind: "answered",
        statement: "Afterwards a fresh socket is answered.",
        source: "Protocol contract: what one peer sends costs no other peer its reply",
      };
    case "nothingBeyond":
      return {
        ...check,
        statement: "No datagram is sent that is not the reply to one request.",
        source:
          "RFC 862, UDP based echo service: the data received is sent back in an answering datagram",
      };
    default:
      return check;
  }
});

/** The requirements of a client in every situation. */
export const clientEpilogueChecks: readonly Check[] = [
  {
    id: "nothing-beyond",
    level: "MUST",
    kind: "nothingBeyond",
    statement: "The client sends nothing beyond its message, and connects once.",
    source: "Protocol contract: a client sends one frame on one connection",
  },
];

/** The requirements for scenarios with a pause in which the server can only wait. */
export const waitingCheck: Check = {
  id: "does-not-spin",
  level: "SHOULD",
  kind: "quietWaits",
  statement: "While it can only wait, the server neither keeps a CPU busy nor polls.",
  source: "Protocol contract: a connection costs nothing while nothing happens on it",
};

/**
 * @returns the checks that the scenario shares with others; there are fewer if it ends the
 *   implementation.
 */
export function sharedChecksOf({
  steps,
  afterwards,
}: Pick<Scenario, "steps" | "afterwards">): readonly Check[] {
  const waits = leafSteps(steps).some((step) => step.do === "pause" && step.serverWaits === true);
  if (isOfClients(steps)) {
    return clientEpilogueChecks;
  }
  const all = isInDatagrams(steps) ? datagramEpilogueChecks : epilogueChecks;
  const atEnd =
    afterwards === "exited" ? all.filter((check) => check.kind === "nothingBeyond") : all;
  return waits ? [waitingCheck, ...atEnd] : atEnd;
}

/** @returns the probe, unless the scenario ends the implementation, or has none that could be probed. */
export function epilogueStepsOf({
  afterwards,
  steps = [],
}: Pick<Scenario, "afterwards"> & Partial<Pick<Scenario, "steps">>): readonly Step[] {
  if (afterwards === "exited" || isOfClients(steps)) {
    return [];
  }
  return isInDatagrams(steps) ? datagramEpilogueSteps : epilogueSteps;
}

/** @returns the scenario's checks without those that hold in every situation. */
export function ownChecks(
  scenario: Pick<Scenario, "steps" | "checks" | "afterwards">,
): readonly Check[] {
  const shared = [...epilogueChecks, ...datagramEpilogueChecks, ...clientEpilogueChecks];
  return allChecks(scenario).filter((check) => !shared.includes(check));
}

/** @returns the scenario's own checks, then those that it shares with others. */
export function allChecks(
  scenario: Pick<Scenario, "steps" | "checks" | "afterwards">,
): readonly Check[] {
  return [...scenario.checks, ...sharedChecksOf(scenario)];
}
