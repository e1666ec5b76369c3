import { readdirSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../../../scenarios/catalogue.ts";
import { type FaultyImplementation, loadFaults } from "../../implementation/faults.ts";
import { prepareImplementation } from "../../implementation/prepare.ts";
import { clean } from "../../network/profiles.ts";
import { type LabAbilities, type PlannedCase, planCases } from "../../plan/plan.ts";
import { inProfile, selectByPattern } from "../../plan/select.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { pinnedEnvironment } from "../choose/bundled.ts";
import { projectRoot } from "../choose/bundled-names.ts";
import { controlCases } from "../choose/controls.ts";
import { UsageError } from "../exit-status.ts";

/** @param patterns names of faults, or parts of names; none for all of them. */
export function chooseFaults(patterns: readonly string[]): readonly FaultyImplementation[] {
  const all = loadAllFaults();
  const named = all.map((faulty) => ({ ...faulty, id: faulty.implementation.name }));
  return selectByPattern("fault", named, patterns);
}

function loadAllFaults(): readonly FaultyImplementation[] {
  const folder = join(projectRoot, "impls", "faulty");
  return readdirSync(folder).flatMap((family) => loadFaults(join(folder, family)));
}

/** Builds the servers of the faults, and those of the control cases. */
export async function buildAll(
  faults: readonly FaultyImplementation[],
  signal: AbortSignal,
): Promise<void> {
  const { good, bad } = controlCases();
  const needed = [good, bad].map(({ planned }) => planned.implementation);
  const byFolder = new Map(
    [...faults.map((faulty) => faulty.implementation), ...needed].map((implementation) => [
      implementation.folder,
      implementation,
    ]),
  );
  for (const implementation of byFolder.values()) {
    const options = { environment: pinnedEnvironment(), signal };
    const { unusable } = await prepareImplementation(implementation, options);
    if (unusable !== null) {
      throw new UsageError(unusable);
    }
  }
}

/** How cases of faults are planned. */
export interface FaultPlanOptions {
  readonly abilities: LabAbilities;
  readonly repetitions: number;
  readonly seed: number;
  /** Only the kills that the faults' lists name, rather than every default scenario. */
  readonly listedOnly: boolean;
}

export function planFaults(
  faults: readonly FaultyImplementation[],
  { listedOnly, ...options }: FaultPlanOptions,
): readonly PlannedCase[] {
  const plan = planCases({
    ...options,
    scenarios: scenariosFor(faults),
    implementations: faults.map((faulty) => faulty.implementation),
    networks: [clean],
  });
  return plan.filter(
    (planned) => isListed(planned, faults) || (!listedOnly && isDefault(planned.scenario)),
  );
}

/** The default ones, and others that a fault names: they take long, and run for that fault alone. */
export function scenariosFor(faults: readonly FaultyImplementation[]): readonly Scenario[] {
  return catalogue.filter(
    (scenario) => isDefault(scenario) || faults.some(({ fault }) => isNamedBy(scenario, fault)),
  );
}

function isDefault(scenario: Scenario): boolean {
  return inProfile([scenario], "default").length > 0;
}

function isNamedBy({ id }: Scenario, { kills }: FaultyImplementation["fault"]): boolean {
  return kills.some((kill) => kill.startsWith(`${id}:`));
}

/** `*:check` is killed wherever the check is: any default scenario may show it. */
function killsAnywhere({ kills }: FaultyImplementation["fault"]): boolean {
  return kills.some((kill) => kill.startsWith("*:"));
}

/** Whether the fault's list names a check of the case's scenario. */
function isListed(
  { implementation, scenario }: PlannedCase,
  faults: readonly FaultyImplementation[],
): boolean {
  const fault = findFaulty(faults, implementation.name)?.fault;
  return (
    fault !== undefined &&
    (isNamedBy(scenario, fault) || (killsAnywhere(fault) && isDefault(scenario)))
  );
}

export function findFaulty(
  faults: readonly FaultyImplementation[],
  name: string,
): FaultyImplementation | undefined {
  return faults.find(({ implementation }) => implementation.name === name);
}
