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

function describe(issue: Issue, above: readonly PropertyKey[]): readonly string[] {
  const path = [...above, ...issue.path];
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const [best = []] = [...issue.errors].sort((a, b) => distance(a) - distance(b));
    return best.flatMap((inner) => describe(inner, path));
  }
  return [`${path.map(String).join(".") || "(top level)"}: ${issue.message}`];
}

/** A branch of another type altogether is farther away than one with wrong keys. */
function distance(issues: readonly Issue[]): number {
  const strangers = issues.filter((one) => one.code === "invalid_type" && one.path.length === 0);
  return issues.length + 100 * strangers.length;
}
