/**
 * Takes out of a text what no format can carry or what would steer a terminal: control characters
 * but tab and line feed, halves of surrogate pairs, and what Unicode says is no character.
 *
 * @returns the text with U+FFFD in their places.
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
  const note = (left: number) => `… ${left} characters more`;
  const kept = charactersMax - note(text.length).length;
  // A cut in the middle of a surrogate pair would leave half a character.
  const head = text.slice(0, kept).replace(/[\ud800-\udbff]$/, "");
  return `${head}${note(text.length - head.length)}`;
}
