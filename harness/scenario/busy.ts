import type { Content } from "./content.ts";
import { leafSteps } from "./leaf-steps.ts";
import type { Scenario } from "./scenario.ts";

/** From here on a server and the driver keep a processor busy for tenths of a second. */
const manyConnections = 100;
const manyMessages = 10_000;

/**
 * Whether a case of the scenario keeps processors busy, or measures how long something takes. Two of
 * them side by side would be in what the other one measures.
 */
export function keepsBusy({ steps, checks }: Pick<Scenario, "steps" | "checks">): boolean {
  return (
    checks.some(({ kind }) => kind === "latency" || kind === "linear") ||
    leafSteps(steps).some((step) => {
      switch (step.do) {
        case "connect":
          return (step.count ?? 1) >= manyConnections;
        case "send":
          return step.content.some(isLong);
        default:
          return false;
      }
    })
  );
}

function isLong(content: Content): boolean {
  return "messages" in content && content.messages >= manyMessages;
}
