import type { PlannedCase } from "../../plan/plan.ts";

/**
 * Lists planned cases: a line for each implementation, scenario and network, in their order, with the
 * number of repetitions and the reason where it cannot be run.
 */
export function formatCaseList(plan: readonly PlannedCase[]): string {
  const groups = [...Map.groupBy(plan, situationOf).values()];
  const rows = groups.flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first, repetitions: group.length }];
  });
  const width = (nameOf: (planned: PlannedCase) => string) =>
    Math.max(0, ...rows.map((row) => nameOf(row).length));
  const widths = {
    implementation: width(({ implementation }) => implementation.name),
    scenario: width(({ scenario }) => scenario.id),
    network: width(({ network }) => network.name),
  };
  const lines = rows.map(({ implementation, scenario, network, repetitions, unsupported }) =>
    [
      implementation.name.padEnd(widths.implementation),
      scenario.id.padEnd(widths.scenario),
      network.name.padEnd(widths.network),
      repetitions === 1 ? "" : `× ${repetitions}`,
      unsupported === null ? "" : `unsupported: ${unsupported}`,
    ]
      .join("  ")
      .trimEnd(),
  );
  return [...lines, "", `${formatTotal(plan)}\n`].join("\n");
}

function situationOf({ implementation, scenario, network }: PlannedCase): string {
  return `${implementation.name} ${scenario.id} ${network.name}`;
}

function formatTotal(plan: readonly PlannedCase[]): string {
  const scenarios = new Set(plan.map(({ scenario }) => scenario.id)).size;
  const unsupported = plan.filter((planned) => planned.unsupported !== null).length;
  const note = unsupported === 0 ? "" : `, of which ${unsupported} unsupported`;
  return `${counted(plan.length, "case")} of ${counted(scenarios, "scenario")}${note}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
