import type { Content } from "./content.ts";
import { leafSteps } from "./leaf-steps.ts";
import type { Scenario } from "./scenario.ts";

/** This many keep a processor busy for tenths of a second, in the server and the driver. */
const manyConnections = 100;
const manyMessages = 10_000;
const manyBytes = 256 * 1024 * 1024;

/** Whether a case of the scenario measures how long an answer takes, which a busy machine hides. */
export function measuresTime({ steps, checks }: Pick<Scenario, "steps" | "checks">): boolean {
  return (
    checks.some(({ kind }) => kind === "latency") ||
    leafSteps(steps).some((step) => step.do === "load")
  );
}

/** Whether a case of the scenario keeps processors busy, so that two side by side are both late. */
export function keepsBusy({ steps, checks }: Pick<Scenario, "steps" | "checks">): boolean {
  return (
    checks.some(({ kind }) => kind === "linear") ||
    leafSteps(steps).some((step) => {
      switch (step.do) {
        case "connect":
        case "openSockets":
          return (step.count ?? 1) >= manyConnections;
        case "send":
        case "sendDatagrams":
          return step.content.some(isLong);
        default:
          return false;
      }
    })
  );
}

function isLong(content: Content): boolean {
  return (
    ("messages" in content && content.messages >= manyMessages) ||
    ("fill" in content && typeof content.fill === "number" && content.fill >= manyBytes)
  );
}
