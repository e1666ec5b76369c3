/** Lists of a JSON document that are too long for one text, by the keys that they stand under. */
export type LongLists = Readonly<Record<string, Iterable<unknown>>>;

/** Stands for a list until it is written; no text in JSON has it behind a key without a backslash. */
const placeholder = "\u0000";
const indentation = 2;

/**
 * Writes a document as `JSON.stringify(document, null, 2)` does and ends its last line, piece by piece.
 *
 * @param document in which {@link longList} stands for each of the lists, in their order.
 */
export function* jsonParts(document: unknown, lists: LongLists): Generator<string> {
  let rest = JSON.stringify(document, null, indentation);
  for (const [key, items] of Object.entries(lists)) {
    const held = `"${key}": ${JSON.stringify(placeholder)}`;
    const at = rest.indexOf(held);
    const depth = at - rest.lastIndexOf("\n", at) - 1;
    yield `${rest.slice(0, at)}"${key}": `;
    yield* listParts(items, " ".repeat(depth));
    rest = rest.slice(at + held.length);
  }
  yield `${rest}\n`;
}

/** What stands for a list in the document that it is to be written into. */
export function longList<T>(): readonly T[] {
  return placeholder as unknown as readonly T[];
}

function* listParts(items: Iterable<unknown>, margin: string): Generator<string> {
  const inner = `\n${margin}${" ".repeat(indentation)}`;
  let opening = "[";
  for (const item of items) {
    // JSON has no line feeds within its texts.
    yield `${opening}${inner}${JSON.stringify(item, null, indentation).replaceAll("\n", inner)}`;
    opening = ",";
  }
  yield opening === "[" ? "[]" : `\n${margin}]`;
}
