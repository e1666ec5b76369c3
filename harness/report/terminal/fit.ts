/** Cuts the middle out of a text wider than `columns`, as both ends of a name distinguish it. */
export function shorten(text: string, columns: number): string {
  if (text.length <= columns) {
    return text;
  }
  if (columns <= 1) {
    return "…".slice(0, columns);
  }
  const head = Math.ceil((columns - 1) / 2);
  const tail = columns - 1 - head;
  return `${text.slice(0, head)}…${text.slice(text.length - tail)}`;
}

/** Lays out entries side by side, with two spaces between them, in lines of at most `columns`. */
export function flow(entries: readonly string[], columns: number): readonly string[] {
  const lines: string[] = [];
  for (const entry of entries) {
    const last = lines.at(-1);
    const joined = `${last}  ${entry}`;
    if (last !== undefined && joined.length <= columns) {
      lines[lines.length - 1] = joined;
    } else {
      lines.push(entry);
    }
  }
  return lines;
}
