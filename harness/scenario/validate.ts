import { allChecks, probeConnection } from "./epilogue.ts";
import { type Scenario, scenarioSchema } from "./scenario.ts";
import type { Step } from "./step.ts";

/** A scenario's data is not a scenario: says where, what was expected and what was found. */
export class InvalidScenarioError extends Error {
  override readonly name = "InvalidScenarioError";
  readonly code = "INVALID_SCENARIO";

  constructor(origin: string, problems: readonly string[], options?: ErrorOptions) {
    super(`${origin} is not a scenario:\n${problems.map((line) => `  ${line}`).join("\n")}`, options);
  }
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
    throw new InvalidScenarioError(origin, problems, { cause: parsed.error });
  }
  const problems = inconsistencies(parsed.data);
  if (problems.length > 0) {
    throw new InvalidScenarioError(origin, problems);
  }
  return parsed.data;
}

/** What the schema cannot say: names that are used and never made, and ids that clash. */
function inconsistencies(scenario: Scenario): readonly string[] {
  const problems: string[] = [];
  const made = { connections: new Set<string>(), labels: new Set<string>() };
  collectNames(scenario.steps, made, problems);
  const expectConnection = (name: string, where: string) => {
    if (!made.connections.has(name)) {
      problems.push(`${where}: expected the name of a connection made before, found "${name}"`);
    }
  };
  const ids = new Set<string>();
  for (const check of allChecks(scenario)) {
    if (ids.has(check.id)) {
      problems.push(`checks: expected ids that differ, found "${check.id}" twice`);
    }
    ids.add(check.id);
  }
  for (const check of scenario.checks) {
    if ("on" in check) {
      expectConnection(check.on, `check ${check.id}`);
    }
    const labels =
      check.kind === "growth" ? [check.from, check.to] : check.kind === "sockets" ? [check.at] : [];
    for (const label of labels.filter((label) => !made.labels.has(label))) {
      problems.push(`check ${check.id}: expected the label of a sample step, found "${label}"`);
    }
  }
  for (const condition of scenario.stimulus) {
    if ("on" in condition) {
      expectConnection(condition.on, `stimulus ${condition.kind}`);
    }
  }
  return problems;
}

function collectNames(
  steps: readonly Step[],
  made: { readonly connections: Set<string>; readonly labels: Set<string> },
  problems: string[],
): void {
  for (const step of steps) {
    if (step.do === "connect") {
      made.connections.add(step.connection);
      if (step.connection === probeConnection) {
        problems.push(`connect: "${probeConnection}" is the epilogue's; choose another name`);
      }
    } else if (step.do === "sample") {
      made.labels.add(step.label);
    } else if (step.do === "repeat") {
      collectNames(step.steps, made, problems);
    } else if (step.do === "together") {
      for (const branch of step.branches) {
        collectNames(branch, made, problems);
      }
    } else if ("on" in step && !made.connections.has(step.on)) {
      problems.push(`${step.do}: expected the name of a connection made before, found "${step.on}"`);
    }
  }
}
