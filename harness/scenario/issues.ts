import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/**
 * Formats each problem with its key. For a union, only the best-fitting branch is reported: the one
 * with the fewest problems, which the author of a typo probably meant.
 *
 * @returns lines, for example `steps.1.chunks: Unrecognized key: "gab"`.
 */
export function issueLines(issues: readonly Issue[]): readonly string[] {
  return issues.flatMap((issue) => linesOf(issue, []));
}

/** @returns what {@link issueLines} does, as indented lines of one text. */
export function listIssues(issues: readonly Issue[]): string {
  return issueLines(issues)
    .map((line) => `  ${line}`)
    .join("\n");
}

function linesOf(issue: Issue, above: readonly PropertyKey[]): readonly string[] {
  const path = [...above, ...issue.path];
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const [best = []] = [...issue.errors].sort((a, b) => distance(a) - distance(b));
    return best.flatMap((inner) => linesOf(inner, path));
  }
  if (issue.code === "invalid_key") {
    return issue.issues.flatMap((inner) => linesOf(inner, path));
  }
  return [`${path.map(String).join(".") || "(top level)"}: ${issue.message}`];
}

/**
 * How far data is from what a branch describes: a value of a different kind counts most, then an
 * unknown key, then a missing one; deeper problems count less.
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
