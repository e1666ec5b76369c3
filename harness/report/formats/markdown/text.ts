import { legible } from "../legible.ts";

/**
 * @returns the text on one line, escaped so that nothing in it is markup, HTML or the end of a
 *   table cell.
 */
export function markdownWords(text: string): string {
  return legible(text)
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[\\`*_{}[\]()#!|~$]|^[-+]|(?<=^\d+)\./g, "\\$&")
    .replace(/[&<>]/g, (character) => entities[character] ?? "");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** @returns a block of code; its fence is longer than any run of backticks in the text. */
export function markdownCode(text: string): string {
  const shown = legible(text);
  const runs = shown.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}text\n${shown}\n${fence}`;
}
