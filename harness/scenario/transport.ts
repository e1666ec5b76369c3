import type { DatagramStep, DatagramTarget } from "./datagram-step.ts";
import { leafSteps } from "./leaf-steps.ts";
import type { Step } from "./step.ts";

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
