import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/**
 * Tells of each problem with its key. Of a union the branch is told of that fits best: the one
 * with the fewest problems, as somebody meant it who made a typing mistake.
 *
 * @returns lines such as `steps.1.chunks: Unrecognized key: "gab"`.
 */
export function describeIssues(issues: readonly Issue[]): readonly string[] {
  return issues.flatMap((issue) => describe(issue, []));
}

/** @returns what {@link describeIssues} does, as indented lines of one text. */
export function listIssues(issues: readonly Issue[]): string {
  return describeIssues(issues)
    .map((line) => `  ${line}`)
    .join("\n");
}

function describe(issue: Issue, above: readonly PropertyKey[]): readonly string[] {
  const path = [...above, ...issue.path];
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const [best = []] = [...issue.errors].sort((a, b) => distance(a) - distance(b));
    return best.flatMap((inner) => describe(inner, path));
  }
  return [`${path.map(String).join(".") || "(top level)"}: ${issue.message}`];
}

/**
 * How far data is from what a branch means: a value of another kind altogether is farthest, then a
 * key that it does not know, then one that is missing; what is wrong deeper inside counts less.
 */
function distance(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => sum + weight(issue) / (issue.path.length + 1), 0);
}

function weight(issue: Issue): number {
  switch (issue.code) {
    case "invalid_union":
      return Math.min(strangerWeight, ...issue.errors.map(distance));
    case "unrecognized_keys":
      return 10 * issue.keys.length;
    case "invalid_type":
      return issue.path.length === 0 ? strangerWeight : 5;
    default:
      return 1;
  }
}

const strangerWeight = 20;
