/**
 * Removes what no format can carry and what would control a terminal: control characters
 * except tab and line feed, unpaired surrogates, and Unicode noncharacters.
 *
 * @returns the text with U+FFFD in their place.
 */
export function legible(text: string): string {
  return text.toWellFormed().replace(/\r\n/g, "\n").replace(illegible, "\ufffd");
}

// U+FEFF would be taken for a byte order mark at the beginning of a document.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed.
const illegible = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufdd0-\ufdef\ufeff\ufffe\uffff]/g;

/** @returns the text within `charactersMax`, with a note of how many were left out. */
export function shortened(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) {
    return text;
  }
  const note = (dropped: number) => `… ${dropped} more characters`;
  const kept = charactersMax - note(text.length).length;
  // A cut in the middle of a surrogate pair would leave half a character.
  const head = text.slice(0, kept).replace(/[\ud800-\udbff]$/, "");
  return `${head}${note(text.length - head.length)}`;
}
