/**
 * Quotes a word for any POSIX shell.
 *
 * zx's `quote` does not serve: it writes bash's `$'…'`, in which dash, the `sh` of Debian and of
 * guests, takes the dollar literally and cannot read an escaped quotation mark.
 */
export function shellWord(word: string): string {
  return /^(?:[\w@%+=:,./-]|\{\w*\})+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
