/** @returns the known name with the fewest edits, or null if none is close. */
export function nearestName(wanted: string, known: readonly string[]): string | null {
  return nearestNames(wanted, known, 1)[0] ?? null;
}

/** @returns at most `max` known names that are close, the closest first; of several as close, the first. */
export function nearestNames(
  wanted: string,
  known: readonly string[],
  max: number,
): readonly string[] {
  const farthest = Math.min(wanted.length - 1, Math.max(2, wanted.length / 3));
  return known
    .map((name) => ({ name, distance: distanceTo(name, wanted) }))
    .filter(({ distance }) => distance <= farthest)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, max)
    .map(({ name }) => name);
}

/** The distance to the name, or to its nearest part, in upper or lower case. */
function distanceTo(name: string, wanted: string): number {
  const typed = wanted.toLowerCase();
  const parts = [name, ...name.split("/")].map((part) => part.toLowerCase());
  return Math.min(...parts.map((part) => editDistance(typed, part)));
}

/** Levenshtein's distance. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const substituted = (row[column - 1] ?? 0) + (to[column - 1] === letter ? 0 : 1);
      next.push(Math.min(substituted, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
