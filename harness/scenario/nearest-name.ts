/** @returns the known name with the fewest edits, or null if none is close. */
export function nearestName(wanted: string, known: readonly string[]): string | null {
  let best: { readonly name: string; readonly distance: number } | null = null;
  for (const name of known) {
    const parts = [name, ...name.split("/")];
    const distance = Math.min(...parts.map((part) => editDistance(wanted, part)));
    if (best === null || distance < best.distance) {
      best = { name, distance };
    }
  }
  const farthest = Math.min(wanted.length - 1, Math.max(2, wanted.length / 3));
  return best !== null && best.distance <= farthest ? best.name : null;
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
