import type { z } from "zod";
import { nearestName } from "../../scenario/nearest-name.ts";

/** A problem with the value at a path. */
export interface PlacedProblem {
  readonly path: readonly PropertyKey[];
  readonly what: string;
}

/**
 * @param data what was validated.
 * @param keys that there are.
 */
export function problemsOf(
  issue: z.core.$ZodIssue,
  data: unknown,
  keys: readonly string[],
): readonly PlacedProblem[] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: [...path, key], what: unknownKey(key, keys) }));
  }
  if (issue.code === "invalid_union") {
    const what = "expected seconds, or a time such as 90s, 10m or 1h";
    return [{ path, what: `${what}, found ${shown(valueAt(data, path))}` }];
  }
  const expected = issue.message
    .replace(/^[A-Z][\w ]*: /, "")
    .replace(/, received .*$/, "")
    .replaceAll("|", " or ");
  return [{ path, what: `${expected}, found ${shown(valueAt(data, path))}` }];
}

function unknownKey(key: string, keys: readonly string[]): string {
  const near = nearestName(key, keys);
  const advice = near === null ? `Known keys: ${keys.join(", ")}.` : `Did you mean "${near}"?`;
  return `unknown key. ${advice}`;
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null
        ? (value as Readonly<Record<PropertyKey, unknown>>)[key]
        : undefined,
    data,
  );
}

/** Longer values are cut. */
const shownMax = 60;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? (value === undefined ? "nothing" : `a ${typeof value}`);
  return text.length > shownMax ? `${text.slice(0, shownMax)}…` : text;
}
