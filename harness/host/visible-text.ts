/**
 * Characters that a program may print and a page must not obey: control characters, and those that
 * change text direction or are invisible. Line feeds and tabs stay.
 */
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is made visible.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** @returns the text with a visible symbol such as `␀` for each of those characters. */
export function visibleText(text: string): string {
  return text.toWellFormed().replace(unseen, nameOf);
}

/** Unicode has symbols for the ASCII ones. */
function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) {
    return String.fromCodePoint(0x2400 + code);
  }
  return code === 0x7f ? "␡" : `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}
