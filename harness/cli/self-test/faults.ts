import { readdirSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../../../scenarios/catalogue.ts";
import { interopScenarios } from "../../../scenarios/interop/catalogue.ts";
import { implsFolder } from "../../host/package/native-root.ts";
import { type FaultyImplementation, loadFaults } from "../../implementation/faults.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import { prepareImplementation } from "../../implementation/prepare.ts";
import { clean } from "../../network/profiles.ts";
import { type LabAbilities, type PlannedCase, planCases } from "../../plan/plan.ts";
import { inProfile, selectByPattern } from "../../plan/select.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { loadBundled, pinnedEnvironment } from "../choose/bundled.ts";
import { controlCases } from "../choose/controls.ts";
import { UsageError } from "../exit-status.ts";
import { makePair } from "../subject/pairs.ts";

/** @param patterns names of faults, or parts of names; none for all of them. */
export function chooseFaults(patterns: readonly string[]): readonly FaultyImplementation[] {
  const all = loadAllFaults();
  const named = all.map((faulty) => ({ ...faulty, id: faulty.implementation.name }));
  return selectByPattern("fault", named, patterns);
}

function loadAllFaults(): readonly FaultyImplementation[] {
  const folder = join(implsFolder(), "faulty");
  return readdirSync(folder).flatMap((family) => loadFaults(join(folder, family)));
}

/** The other side of a pair with a fault: it is right. */
const reference = { client: "cpp-client", server: "cpp" } as const;

/** Builds the programs of the faults, of the control cases, and of the other sides of pairs. */
export async function buildAll(
  faults: readonly FaultyImplementation[],
  signal: AbortSignal,
): Promise<void> {
  const { good, bad } = controlCases();
  const controls = [good, bad].map(({ planned }) => planned.implementation);
  const needed = [...controls, ...Object.values(reference).map(loadBundled)];
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
  const alone = planCases({
    ...options,
    scenarios: selectFor(catalogue, faults),
    implementations: faults.map((faulty) => faulty.implementation),
    networks: [clean],
  }).filter((planned) => isListed(planned, faults) || (!listedOnly && isDefault(planned.scenario)));
  return [...alone, ...planPairs(faults, options)].map((planned, index) => ({ ...planned, index }));
}

/** Each side of a pair would be a case more for every fault: only those play whose lists name one. */
function planPairs(
  faults: readonly FaultyImplementation[],
  options: Omit<FaultPlanOptions, "listedOnly">,
): readonly PlannedCase[] {
  const paired = faults.filter(({ fault }) =>
    interopScenarios.some((scenario) => isNamedBy(scenario, fault)),
  );
  const plan = planCases({
    ...options,
    scenarios: interopScenarios,
    implementations: paired.map(inPair),
    networks: [clean],
  });
  return plan.filter((planned) => isListed(planned, faults));
}

/** A client or a server with a fault beside the reference, under the fault's own name. */
function inPair({ implementation }: FaultyImplementation): Implementation {
  const { name, role } = implementation;
  const pair =
    role === "client"
      ? makePair(implementation, loadBundled(reference.server))
      : makePair(loadBundled(reference.client), implementation);
  return { ...pair, name };
}

/** The default ones, and others that a fault names: they take long, and run for that fault alone. */
export function scenariosFor(faults: readonly FaultyImplementation[]): readonly Scenario[] {
  return selectFor([...catalogue, ...interopScenarios], faults);
}

function selectFor(
  scenarios: readonly Scenario[],
  faults: readonly FaultyImplementation[],
): readonly Scenario[] {
  return scenarios.filter(
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
