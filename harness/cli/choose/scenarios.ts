import { catalogue } from "../../../scenarios/catalogue.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import { usesSocket } from "../../implementation/placeholders.ts";
import { whyNotAs } from "../../plan/role.ts";
import {
  inProfile,
  NothingSelectedError,
  selectByPattern,
  UnknownNameError,
} from "../../plan/select.ts";
import { protocolNamed } from "../../protocol/protocols.ts";
import type { Scenario, StreamTransport } from "../../scenario/scenario.ts";
import { isInDatagrams, isOver } from "../../scenario/transport.ts";
import { UsageError } from "../exit-status.ts";
import type { RunFlags } from "../options/run-flags.ts";

type ScenarioFlags = Pick<RunFlags, "scenario" | "scenarios" | "profile" | "exclude">;

export interface ChosenScenarios {
  readonly scenarios: readonly Scenario[];
  /** Ids of those that would be among them, had they not been left out on request. */
  readonly excluded: readonly string[];
}

/**
 * @returns the scenarios of the profile, or those that the patterns name whatever their profile.
 * @throws {UsageError | NothingSelectedError | UnknownNameError | InvalidScenarioError}
 */
export async function chooseScenarios(flags: ScenarioFlags): Promise<ChosenScenarios> {
  return chooseAmong(await allScenarios(flags.scenarios), flags);
}

/** @returns those that pairs play. Throws as {@link chooseScenarios} does. */
export async function chooseInteropScenarios(flags: ScenarioFlags): Promise<ChosenScenarios> {
  return chooseAmong(await interopCatalogue(), flags);
}

/** Throws as {@link chooseScenarios} does. */
export function chooseAmong(all: readonly Scenario[], flags: ScenarioFlags): ChosenScenarios {
  const { wanted, unwanted } = readPatterns(flags);
  const selected = selectByPattern("scenario", all, wanted, NothingSelectedError);
  const named = wanted.length > 0 && flags.profile === undefined;
  const asked = named ? selected : inProfile(selected, flags.profile ?? "default");
  const excluded = new Set(
    unwanted.length === 0 ? [] : selectByPattern("scenario", all, unwanted, UnknownNameError),
  );
  return {
    scenarios: asked.filter((scenario) => !excluded.has(scenario)),
    excluded: asked.filter((scenario) => excluded.has(scenario)).map(({ id }) => id),
  };
}

/**
 * @returns the patterns that include scenarios, and those that exclude them, which begin with `!`.
 * @throws {UsageError} for an empty exclusion, which every scenario would match: that of a variable
 *   that is not set, for example.
 */
function readPatterns({ scenario = [], exclude = [] }: ScenarioFlags) {
  const [unwanted = [], wanted = []] = [true, false].map((isUnwanted) =>
    scenario.filter((pattern) => pattern.startsWith("!") === isUnwanted),
  );
  const excluding = [...unwanted.map((pattern) => pattern.slice(1)), ...exclude];
  if (excluding.includes("")) {
    throw new UsageError("--exclude: expected a part of a scenario's id, found nothing.");
  }
  return { wanted, unwanted: excluding };
}

/** @returns a sentence for a selection that is empty. */
export function whyNoScenario(
  { scenario: patterns = [], profile }: ScenarioFlags,
  excluded: readonly string[],
): string {
  return excluded.length > 0
    ? `nothing is left: --exclude leaves out ${firstOf(excluded)}.`
    : `no scenario of the profile ${profile} matches ${patterns.join(", ")}.`;
}

/** @throws {UsageError | InvalidScenarioError} */
export async function allScenarios(folder: string | undefined): Promise<readonly Scenario[]> {
  if (folder === undefined) {
    return catalogue;
  }
  // Only here is the validator needed, which takes longer to load than all the rest.
  const { loadUserScenarios } = await import("./user-scenarios.ts");
  const own = await loadUserScenarios(folder);
  const ids = [...own, ...catalogue].map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new UsageError(`--scenarios: "${twice}" already exists; give your scenario another id.`);
  }
  return [...own, ...catalogue];
}

/**
 * @returns the scenarios without those that belong to protocols or transports which none of them
 *   speaks; all of them where nothing else was selected, so that the run says why they are unsupported.
 */
export function spokenAmong(
  scenarios: readonly Scenario[],
  implementations: readonly Implementation[],
): readonly Scenario[] {
  const spoken = implementations.flatMap((implementation) => {
    const transport: StreamTransport = usesSocket(implementation) ? "unix" : "tcp";
    const { role } = implementation;
    return implementation.protocols.map((name) => ({ ...protocolNamed(name), transport, role }));
  });
  const chosen = scenarios.filter((scenario) =>
    spoken.some(
      ({ name, datagrams, transport, role }) =>
        whyNotAs(role, scenario) === null &&
        (scenario.protocols === undefined || scenario.protocols.includes(name)) &&
        isInDatagrams(scenario.steps) === datagrams &&
        isOver(transport, scenario),
    ),
  );
  return chosen.length === 0 ? scenarios : chosen;
}

/** More ids than this are counted, not listed in a sentence. */
const listedMax = 3;

function firstOf(ids: readonly string[]): string {
  const others = ids.length - listedMax;
  const listed = ids.slice(0, listedMax).join(", ");
  return others > 0 ? `${listed} and ${others} more` : `all of ${listed}`;
}

/** What `sockspec interop` plays. */
async function interopCatalogue(): Promise<readonly Scenario[]> {
  const { interopScenarios } = await import("../../../scenarios/interop/catalogue.ts");
  return interopScenarios;
}

/** Those that a stored run may have played: what `sockspec bench` and `sockspec interop` play, too. */
export async function knownScenarios(folder: string | undefined): Promise<readonly Scenario[]> {
  // Runs that judge need none of them.
  const { measurements } = await import("../../../scenarios/measurements/catalogue.ts");
  return [...(await allScenarios(folder)), ...measurements, ...(await interopCatalogue())];
}
