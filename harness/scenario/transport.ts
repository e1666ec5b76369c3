import type { Check } from "./check.ts";
import { isOfClients } from "./client/role.ts";
import type { DatagramStep, DatagramTarget } from "./datagram-step.ts";
import { leafSteps } from "./leaf-steps.ts";
import type { Scenario, StreamTransport } from "./scenario.ts";
import type { LeafStep, Step } from "./step.ts";
import type { Stimulus } from "./stimulus.ts";

const datagramSteps: ReadonlySet<string> = new Set<DatagramStep["do"]>([
  "openSockets",
  "sendDatagrams",
  "awaitReplies",
  "closeSockets",
]);

/** Where datagrams are sent, in words. */
export const targetWords: Readonly<Record<DatagramTarget, string>> = {
  server: "to the server",
  "other-address": "to another address of the server",
  broadcast: "to all hosts of the link",
  group: "to the multicast group",
};

/** Whether a step acts on UDP sockets rather than connections. */
export function isDatagramStep<T extends { readonly do: string }>(
  step: T,
): step is Extract<T, { readonly do: DatagramStep["do"] }> {
  return datagramSteps.has(step.do);
}

/** Whether a scenario is played in datagrams rather than on connections. */
export function isInDatagrams(steps: readonly Step[]): boolean {
  return leafSteps(steps).some(isDatagramStep);
}

type Situation = Pick<Scenario, "steps" | "stimulus" | "start" | "transports">;

/**
 * Whether a scenario can be played over a transport depends on what its steps and its stimulus need.
 *
 * @returns why it cannot; null where it can.
 */
export function whyNotOver(transport: StreamTransport, scenario: Situation): string | null {
  if (!isOver(transport, scenario)) {
    return transport === "unix"
      ? "needs TCP, and the server listens on a Unix-domain socket"
      : "needs a server on a Unix-domain socket, whose command takes {socket}";
  }
  return transport === "unix" ? whyNotOverUnix(scenario) : null;
}

/** @returns the transports over which a scenario with connections can be played. */
export function transportsOf(scenario: Situation): readonly StreamTransport[] {
  return (["tcp", "unix"] as const).filter((transport) => whyNotOver(transport, scenario) === null);
}

/** Whether the scenario names the transport, or none. */
export function isOver(
  transport: StreamTransport,
  { transports }: Pick<Scenario, "transports">,
): boolean {
  return transports?.includes(transport) ?? true;
}

function whyNotOverUnix({ steps, stimulus, start }: Situation): string | null {
  if (isOfClients(steps)) {
    return "clients connect over TCP";
  }
  if (leafSteps(steps).some((step) => step.do === "load")) {
    return "the client of loads speaks TCP only";
  }
  const missing =
    leafSteps(steps).map(missingForStep).find(isMissing) ??
    stimulus.map(missingForStimulus).find(isMissing) ??
    (start?.nameServer === undefined ? null : "addresses whose names could be looked up");
  return missing === null ? null : `a Unix-domain socket has no ${missing}`;
}

function isMissing(what: string | null): what is string {
  return what !== null;
}

function missingForStep(step: LeafStep): string | null {
  switch (step.do) {
    case "connect":
      return step.family === undefined ? null : "address families";
    case "sendUrgent":
      return "urgent data";
    case "blackhole":
    case "dropSegments":
      return "link that could lose segments";
    default:
      return isDatagramStep(step) ? "datagrams here" : null;
  }
}

function missingForStimulus({ kind }: Stimulus): string | null {
  return kind === "sockets" ? "TCP states" : null;
}

const stepsOnSockets: ReadonlySet<string> = new Set<LeafStep["do"]>([
  "sendDescriptors",
  "trySocketType",
]);

const stimulusOnSockets: ReadonlySet<string> = new Set<Stimulus["kind"]>([
  "backlogFull",
  "stalePath",
]);

const checksOnSockets: ReadonlySet<string> = new Set<Check["kind"]>([
  "pathKept",
  "socketRemoved",
  "socketMode",
  "socketTypeRefused",
]);

/** Whether something in it has a meaning for Unix-domain sockets only. */
export function needsUnixSocket({
  steps,
  stimulus,
  checks,
  start,
}: Pick<Scenario, "steps" | "stimulus" | "checks" | "start">): boolean {
  return (
    leafSteps(steps).some(
      (step) =>
        stepsOnSockets.has(step.do) ||
        (step.do === "startSecond" && step.socketPathBytes !== undefined),
    ) ||
    stimulus.some(({ kind }) => stimulusOnSockets.has(kind)) ||
    checks.some(({ kind }) => checksOnSockets.has(kind)) ||
    start?.socketPathBytes !== undefined ||
    start?.socketName !== undefined
  );
}
