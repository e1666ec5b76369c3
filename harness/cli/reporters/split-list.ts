/**
 * Splits a list with commas, such as `line,junit=a.xml`. A part that cannot be the name of a reporter
 * belongs to the path before it: paths may hold commas too.
 */
export function splitList(word: string): readonly string[] {
  const parts: string[] = [];
  for (const part of word.split(",")) {
    const last = parts.at(-1);
    if (last?.includes("=") && !/^[A-Za-z]*(=|$)/.test(part)) {
      parts[parts.length - 1] = `${last},${part}`;
    } else {
      parts.push(part);
    }
  }
  return parts;
}
