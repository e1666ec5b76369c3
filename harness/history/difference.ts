/** Where two documents differ first, in the order of the first one's keys. */
export interface Difference {
  /** Such as `connections[0].events[3].atMs`. */
  readonly path: string;
  /** As JSON; null where it is missing. */
  readonly before: string | null;
  readonly now: string | null;
}

/** @returns null for documents that are alike. */
export function firstDifference(before: unknown, now: unknown, path = ""): Difference | null {
  if (!isContainer(before) || !isContainer(now) || Array.isArray(before) !== Array.isArray(now)) {
    return Object.is(before, now) ? null : { path, before: shown(before), now: shown(now) };
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const inner = Array.isArray(before) ? `${path}[${key}]` : [path, key].filter(Boolean).join(".");
    const found = firstDifference(before[key], now[key], inner);
    if (found !== null) {
      return found;
    }
  }
  return null;
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function shown(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
