import { leafSteps } from "../../../scenario/leaf-steps.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import type { LeafStep } from "../../../scenario/step.ts";

type LoadStep = Extract<LeafStep, { do: "load" }>;

export function loadStep({ steps }: Scenario, label: string): LoadStep | undefined {
  return leafSteps(steps).find(
    (step): step is LoadStep => step.do === "load" && step.label === label,
  );
}

/** @returns bytes that a closed model keeps on their way; null for an open one. */
export function inFlightBytes({ bytes, depth, connections = 1 }: LoadStep): number | null {
  return depth === undefined || typeof bytes !== "number" ? null : depth * bytes * connections;
}
