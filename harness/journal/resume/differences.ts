import type { PlanDigest, RunHeader } from "../header.ts";

type Comparable = Pick<RunHeader, "versions" | "machine"> & { readonly plan: PlanDigest };

/**
 * Holds what would be run now against what a run began with. Cases of both kinds in one journal
 * would mean different things by the same name.
 *
 * @returns the differences, one sentence each.
 */
export function planDifferences(before: Comparable, now: Comparable): readonly string[] {
  const versions = Object.keys({ ...before.versions, ...now.versions })
    .filter((name) => before.versions[name] !== now.versions[name])
    .map(
      (name) =>
        `${name} was ${formatVersion(before.versions[name])}, and is ${formatVersion(now.versions[name])}.`,
    );
  const machine = (["kernel", "architecture", "cpus"] as const)
    .filter((key) => before.machine[key] !== now.machine[key])
    .map(
      (key) => `The machine's ${names[key]} ${before.machine[key]}, and now ${now.machine[key]}.`,
    );
  const contents = (["implementations", "scenarios", "networks"] as const).flatMap((key) =>
    contentDifferences(key, before.plan[key], now.plan[key]),
  );
  const found = [...versions, ...machine, ...contents];
  return found.length > 0 || before.plan.order === now.plan.order ? found : [orderDifference];
}

const names = {
  kernel: "kernel was",
  architecture: "architecture was",
  cpus: "CPUs were",
} as const;

export const orderDifference =
  "Other cases would be run, or on another kernel: this machine can do more or less than it could. " +
  "Compare with sockspec doctor.";

function formatVersion(version: string | undefined): string {
  return version ?? "not there";
}

function contentDifferences(
  kind: "implementations" | "scenarios" | "networks",
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): readonly string[] {
  const all = Object.keys({ ...before, ...now });
  const named = (word: string, differs: (name: string) => boolean) => {
    const differing = all.filter(differs);
    const more = differing.length - shownMax;
    const list = `${differing.slice(0, shownMax).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
    return differing.length === 0 ? [] : [`${titles[kind]} ${word}: ${list}.`];
  };
  return [
    ...named(
      "changed",
      (name) => has(before, name) && has(now, name) && before[name] !== now[name],
    ),
    ...named("gone", (name) => !has(now, name)),
    ...named("new", (name) => !has(before, name)),
  ];
}

function has(digests: Readonly<Record<string, string>>, name: string): boolean {
  return Object.hasOwn(digests, name);
}

const shownMax = 10;

const titles = {
  implementations: "Implementations",
  scenarios: "Scenarios",
  networks: "Networks",
} as const;
