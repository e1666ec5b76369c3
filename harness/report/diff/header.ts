import type { RunHeader } from "../../journal/header.ts";
import type { StoredRun } from "../../journal/read-run.ts";

/** A difference between the runs themselves that may explain different results. */
export interface HeaderDifference {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** @returns differences in the facts that both runs recorded, in a fixed order. */
export function headerDifferences(
  earlier: ReadonlyMap<string, string>,
  later: ReadonlyMap<string, string>,
): readonly HeaderDifference[] {
  return [...earlier].flatMap(([what, value]) => {
    const other = later.get(what);
    return other === undefined || other === value ? [] : [{ what, before: value, after: other }];
  });
}

/** @returns what a run has recorded of itself, by what it is called. */
export function factsOf({ header, cases, interrupted }: StoredRun): ReadonlyMap<string, string> {
  const { machine } = header;
  const kernels = Map.groupBy(
    cases.filter(({ kernel }) => kernel !== ""),
    ({ network }) => network,
  );
  return new Map([
    ...Object.entries(header.versions).map(([name, version]) => [name, version] as const),
    ...implementationFacts(header),
    ["lab", header.lab],
    ["seed", String(header.seed)],
    ["jobs", String(header.jobs)],
    ["machine", `${machine.architecture}, ${machine.cpus} CPUs`],
    ["memory", `${Math.round(machine.memoryBytes / 2 ** 30)} GiB`],
    ["kernel", machine.kernel],
    ...[...kernels].flatMap(([network, own]) => [
      [`kernel under ${network}`, listed(own.map(({ kernel }) => kernel))] as const,
      [
        `congestion control under ${network}`,
        listed(own.map(({ congestionControl }) => congestionControl)),
      ] as const,
    ]),
    ...header.networks.map(
      ({ name, up, down }) => [`network ${name}`, JSON.stringify({ up, down })] as const,
    ),
    ["interrupted", interrupted ? "yes" : "no"],
  ]);
}

function implementationFacts({ implementations }: RunHeader) {
  return implementations.flatMap(({ name, version, claims }) => [
    [`version of ${name}`, version ?? "unknown"] as const,
    [`claims of ${name}`, listed(claims)] as const,
  ]);
}

function listed(values: readonly string[]): string {
  return [...new Set(values)].sort().join(", ") || "none";
}
