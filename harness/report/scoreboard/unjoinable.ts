import type { StoredRun } from "../../journal/read-run.ts";

/**
 * @returns why runs cannot be combined into one scoreboard, one sentence each: they were made by
 *   different versions or on different machines.
 */
export function apartReasons(runs: readonly StoredRun[]): readonly string[] {
  const [first, ...others] = runs;
  return first === undefined
    ? []
    : [...others.flatMap((other) => differences(first, other)), ...versions(runs)];
}

function differences(
  { header: first }: StoredRun,
  { header: other }: StoredRun,
): readonly string[] {
  const machine = ({ kernel, architecture, cpus }: typeof first.machine) =>
    `${cpus} × ${architecture}, Linux ${kernel}`;
  const facts: readonly (readonly [string, string, string])[] = [
    ["machine", machine(first.machine), machine(other.machine)],
    ["sockspec", first.versions["sockspec"] ?? "", other.versions["sockspec"] ?? ""],
    ["Node", first.versions["node"] ?? "", other.versions["node"] ?? ""],
    ["lab", first.lab, other.lab],
  ];
  return facts
    .filter(([, here, there]) => here !== there)
    .map(
      ([what, here, there]) =>
        `Expected runs of one ${what}, found ${here} in ${first.runId} and ${there} in ${other.runId}.`,
    );
}

function versions(runs: readonly StoredRun[]): readonly string[] {
  const all = runs.flatMap(({ header }) => header.implementations);
  return [...Map.groupBy(all, ({ name }) => name)].flatMap(([name, recorded]) => {
    const versions = [...new Set(recorded.map(({ version }) => version ?? "unknown"))];
    return versions.length < 2
      ? []
      : [`Expected one version of ${name}, found ${versions.join(" and ")}.`];
  });
}

/**
 * @returns why runs overlap, one sentence each. If two contain a case, the better one could be
 *   picked, or both would be counted.
 */
export function overlapReasons(runs: readonly StoredRun[]): readonly string[] {
  const all = runs.flatMap((run) =>
    [
      ...new Set(run.cases.map(({ implementation, network }) => `${implementation} on ${network}`)),
    ].map((what) => ({
      what,
      runId: run.header.runId,
    })),
  );
  return [...Map.groupBy(all, ({ what }) => what)].flatMap(([what, runs]) =>
    runs.length < 2
      ? []
      : [
          `Expected each implementation on each network once, found ${what} in ${runs.map(({ runId }) => runId).join(" and ")}.`,
        ],
  );
}
