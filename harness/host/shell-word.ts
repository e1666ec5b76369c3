/**
 * Writes a word as any POSIX shell reads it back.
 *
 * Not by zx's `quote`, which writes `$'…'` as bash has it: dash, the `sh` of Debian and of guests,
 * takes that dollar for one, and cannot read an escaped quotation mark at all.
 */
export function shellWord(word: string): string {
  return /^(?:[\w@%+=:,./-]|\{\w*\})+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
