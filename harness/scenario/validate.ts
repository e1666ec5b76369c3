import { allChecks, probeConnection } from "./epilogue.ts";
import { type Scenario, scenarioSchema } from "./scenario.ts";
import type { LeafStep, Step } from "./step.ts";

/** A scenario's data is not a scenario: says where, what was expected and what was found. */
export class InvalidScenarioError extends Error {
  override readonly name = "InvalidScenarioError";
  readonly code = "INVALID_SCENARIO";

}

/** @param origin where the data comes from. */
export function notAScenario(origin: string, problems: readonly string[]): string {
  return `${origin} is not a scenario:\n${problems.map((line) => `  ${line}`).join("\n")}`;
}

/**
 * @param origin where the data comes from, for the message.
 * @throws {InvalidScenarioError} with every problem, each with its key.
 */
export function parseScenario(data: unknown, origin: string): Scenario {
  const parsed = scenarioSchema.safeParse(data);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join(".") || "(top level)"}: ${issue.message}`,
    );
    throw new InvalidScenarioError(notAScenario(origin, problems), { cause: parsed.error });
  }
  const problems = inconsistencies(parsed.data);
  if (problems.length > 0) {
    throw new InvalidScenarioError(notAScenario(origin, problems));
  }
  return parsed.data;
}

/** What the schema cannot say: names that are used and never made, and ids that clash. */
function inconsistencies(scenario: Scenario): readonly string[] {
  const names = collectNames(scenario.steps);
  const unmade = (name: string, where: string) =>
    names.connections.has(name)
      ? []
      : [`${where}: expected the name of a connection made before, found "${name}"`];
  const ids = allChecks(scenario).map((check) => check.id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  return [
    ...names.problems,
    ...twice.map((id) => `checks: expected ids that differ, found "${id}" twice`),
    ...scenario.checks.flatMap((check) => [
      ...("on" in check ? unmade(check.on, `check ${check.id}`) : []),
      ...labelsOf(check)
        .filter((label) => !names.labels.has(label))
        .map((label) => `check ${check.id}: expected the label of a sample step, found "${label}"`),
    ]),
    ...scenario.stimulus.flatMap((condition) =>
      "on" in condition ? unmade(condition.on, `stimulus ${condition.kind}`) : [],
    ),
  ];
}

function labelsOf(check: Scenario["checks"][number]): readonly string[] {
  if (check.kind === "growth") {
    return [check.from, check.to];
  }
  if (check.kind === "linear") {
    return check.samples;
  }
  return check.kind === "sockets" ? [check.at] : [];
}

interface Names {
  readonly connections: Set<string>;
  readonly labels: Set<string>;
  readonly problems: string[];
}

function collectNames(steps: readonly Step[]): Names {
  const names: Names = { connections: new Set(), labels: new Set(), problems: [] };
  for (const step of flatten(steps)) {
    if (step.do === "connect") {
      names.connections.add(step.connection);
      if (step.connection === probeConnection) {
        names.problems.push(`connect: "${probeConnection}" is the epilogue's; choose another name`);
      }
    } else if (step.do === "sample" || step.do === "awaitBaseline") {
      names.labels.add(step.label);
    } else if ("on" in step && !names.connections.has(step.on)) {
      const expected = `${step.do}: expected the name of a connection made before`;
      names.problems.push(`${expected}, found "${step.on}"`);
    }
  }
  return names;
}

/** @returns the leaves in the order in which they are written. */
function flatten(steps: readonly Step[]): readonly LeafStep[] {
  return steps.flatMap((step) => {
    if (step.do === "repeat") {
      return flatten(step.steps);
    }
    return step.do === "together" ? step.branches.flatMap(flatten) : [step];
  });
}
