import type { PlannedCase } from "../../plan/plan.ts";
import type { PlannedRepetitions, PlannedSituation, RunHeader } from "../header.ts";

type Planned = NonNullable<RunHeader["planned"]>[number];

/** The names by which one case of a plan is known. */
export interface PlannedNames {
  readonly scenario: string;
  readonly network: string;
  readonly repetition: number;
  readonly implementation: string;
}

/**
 * @returns the plan as headers list it: an entry for all implementations in one situation, or for
 *   all repetitions in a row that have the same situations.
 */
export function listPlan(plan: readonly PlannedCase[]): readonly Planned[] {
  const rounds: PlannedRepetitions[] = [];
  for (const round of roundsOf(plan)) {
    const last = rounds.at(-1);
    if (last !== undefined && continues(last, round)) {
      const { from } = last.repetitions;
      rounds[rounds.length - 1] = { ...last, repetitions: { from, to: round.repetitions.to } };
    } else {
      rounds.push(round);
    }
  }
  return rounds.flatMap(entriesOf);
}

/** One repetition is listed as it always was, which older versions read. */
function entriesOf(round: PlannedRepetitions): readonly Planned[] {
  if (round.repetitions.from !== round.repetitions.to) {
    return [round];
  }
  const { network, repetitions, scenarios } = round;
  return scenarios.map(
    ({ scenario, implementations }): PlannedSituation => ({
      scenario,
      network,
      repetition: repetitions.from,
      implementations,
    }),
  );
}

function continues(held: PlannedRepetitions, round: PlannedRepetitions): boolean {
  return (
    held.network === round.network &&
    held.repetitions.to + 1 === round.repetitions.from &&
    held.scenarios.length === round.scenarios.length &&
    held.scenarios.every(({ scenario, implementations }, at) => {
      const other = round.scenarios[at];
      return (
        scenario === other?.scenario &&
        implementations.length === other.implementations.length &&
        implementations.every((name, index) => name === other.implementations[index])
      );
    })
  );
}

interface Round extends PlannedRepetitions {
  readonly scenarios: { readonly scenario: string; readonly implementations: string[] }[];
}

/** @returns what is run in each repetition on each network, one after another. */
function* roundsOf(plan: readonly PlannedCase[]): Generator<Round> {
  let round = startRound(plan[0]);
  for (const planned of plan) {
    const { scenario, network, repetition, implementation } = planned;
    if (round.network !== network.name || round.repetitions.from !== repetition) {
      yield round;
      round = startRound(planned);
    }
    const last = round.scenarios.at(-1);
    if (last?.scenario === scenario.id) {
      last.implementations.push(implementation.name);
    } else {
      round.scenarios.push({ scenario: scenario.id, implementations: [implementation.name] });
    }
  }
  if (plan.length > 0) {
    yield round;
  }
}

function startRound(planned: PlannedCase | undefined): Round {
  const { network, repetition = 1 } = planned ?? {};
  const repetitions = { from: repetition, to: repetition };
  return { network: network?.name ?? "", repetitions, scenarios: [] };
}

/** @returns the cases that a header lists, in the order of their indices. */
export function* plannedNames(listed: readonly Planned[]): Generator<PlannedNames> {
  for (const entry of listed) {
    for (const { implementations, ...situation } of situationsOf(entry)) {
      for (const implementation of implementations) {
        yield { implementation, ...situation };
      }
    }
  }
}

function* situationsOf(entry: Planned): Generator<PlannedSituation> {
  if (!("repetitions" in entry)) {
    yield entry;
    return;
  }
  const { network, repetitions, scenarios } = entry;
  for (let repetition = repetitions.from; repetition <= repetitions.to; repetition += 1) {
    for (const { scenario, implementations } of scenarios) {
      yield { scenario, network, repetition, implementations };
    }
  }
}
