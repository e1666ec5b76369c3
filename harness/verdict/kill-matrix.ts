/** The parts of a fault that the matrix uses. References are `scenario:check`, or `*:check`. */
export interface ExpectedKills {
  readonly fault: string;
  readonly kills: readonly string[];
  readonly mayTrip: readonly string[];
}

/** The checks of one scenario that failed under one fault. */
export interface ObservedKills {
  readonly fault: string;
  readonly scenario: string;
  readonly failedChecks: readonly string[];
}

export interface KillMatrix {
  /** For each check, as `scenario:check`, the faults it caught. */
  readonly killers: ReadonlyMap<string, readonly string[]>;
  /** Why the self-test fails, one sentence each. */
  readonly problems: readonly string[];
  /**
   * Checks that failed without being on their fault's list, one sentence each. How far the harm of a
   * fault reaches depends on the machine, so that no list is ever complete.
   */
  readonly unlisted: readonly string[];
}

export interface KillMatrixInput {
  /** Every scenario with its own checks. */
  readonly scenarios: readonly { readonly id: string; readonly checks: readonly string[] }[];
  /** Checks that are part of every scenario. */
  readonly universalChecks: readonly string[];
  readonly expected: readonly ExpectedKills[];
  readonly observed: readonly ObservedKills[];
}

/** Compares the faults that checks caught with those they should catch. */
export function killMatrix(input: KillMatrixInput): KillMatrix {
  const killers = new Map<string, string[]>();
  for (const { id, checks } of input.scenarios) {
    for (const check of [...checks, ...input.universalChecks]) {
      killers.set(`${id}:${check}`, []);
    }
  }
  for (const { fault, scenario, failedChecks } of input.observed) {
    for (const check of failedChecks) {
      killers.get(`${scenario}:${check}`)?.push(fault);
    }
  }
  const problems = [
    ...input.expected.flatMap((fault) => faultProblems(fault, input)),
    ...idleChecks(input, killers),
  ];
  return {
    killers,
    problems,
    unlisted: input.expected.flatMap((fault) => unlistedOf(fault, input)),
  };
}

function faultProblems(expected: ExpectedKills, { observed }: KillMatrixInput): readonly string[] {
  const { fault, kills } = expected;
  const runs = observed.filter((entry) => entry.fault === fault);
  const tripped = runs.flatMap(trippedChecks);
  const missed = kills.filter((listed) => !tripped.some((check) => refersTo(listed, check)));
  return [
    ...(tripped.length === 0 ? [`${fault} survives: no check fails under it.`] : []),
    ...(tripped.length === 0
      ? []
      : missed.map((check) => `Expected ${fault} to be caught by ${check}, but it was not.`)),
  ];
}

function unlistedOf(expected: ExpectedKills, { observed }: KillMatrixInput): readonly string[] {
  return observed
    .filter((entry) => entry.fault === expected.fault)
    .flatMap((run) => unlistedKills(expected, run))
    .map((check) => `${expected.fault} trips ${check}, which its list does not name.`);
}

/** The checks of this scenario that the list names and that did not fail. */
export function missedKills({ kills }: ExpectedKills, run: ObservedKills): readonly string[] {
  const tripped = trippedChecks(run);
  return kills.filter(
    (listed) => listed.startsWith(`${run.scenario}:`) && !tripped.includes(listed),
  );
}

/** The checks of this scenario that failed, as `scenario:check`, without being on the list. */
export function unlistedKills(
  { kills, mayTrip }: ExpectedKills,
  run: ObservedKills,
): readonly string[] {
  return trippedChecks(run).filter(
    (check) => ![...kills, ...mayTrip].some((listed) => refersTo(listed, check)),
  );
}

function trippedChecks({ scenario, failedChecks }: ObservedKills): readonly string[] {
  return failedChecks.map((check) => `${scenario}:${check}`);
}

function refersTo(listed: string, tripped: string): boolean {
  return listed === tripped || (listed.startsWith("*:") && tripped.endsWith(listed.slice(1)));
}

/** A universal check must be seen failing in one scenario; the others must each be seen failing. */
function idleChecks(
  { scenarios, universalChecks }: KillMatrixInput,
  killers: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const idle = (reference: string) => (killers.get(reference)?.length ?? 0) === 0;
  const own = scenarios.flatMap(({ id, checks }) => checks.map((check) => `${id}:${check}`));
  const universal = universalChecks.filter((check) =>
    scenarios.every(({ id }) => idle(`${id}:${check}`)),
  );
  return [
    ...own.filter(idle).map((check) => `${check} is killed by no fault.`),
    ...universal.map((check) => `${check} is killed by no fault in any scenario.`),
  ];
}
