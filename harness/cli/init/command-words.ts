/**
 * Splits a command as a shell would, as far as quotes; nothing is expanded.
 *
 * @returns null where a quote is not closed.
 */
export function commandWords(text: string): readonly string[] | null {
  const rest = text.replaceAll(word, "").trim();
  if (rest !== "") {
    return null;
  }
  return [...text.matchAll(word)].map(([found]) =>
    found.replaceAll(
      /"([^"]*)"|'([^']*)'/g,
      (_, double?: string, single?: string) => double ?? single ?? "",
    ),
  );
}

const word = /(?:[^\s"']|"[^"]*"|'[^']*')+/g;
