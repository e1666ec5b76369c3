import { visibleText } from "./visible-text.ts";

/**
 * @returns what a program printed, its control characters made visible and a long middle left out.
 */
export function printedText(output: string, charactersMax: number): string {
  return middleCut(visibleText(output.replace(/\r\n/g, "\n")).trimEnd(), charactersMax);
}

/** A quarter of what is kept is the beginning: what went wrong is printed last. */
export function middleCut(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) {
    return text;
  }
  const room = charactersMax - gap(text.length).length;
  const head = text.slice(0, Math.floor(room / 4));
  const tail = text.slice(head.length - room);
  const cut = gap(text.length - head.length - tail.length);
  return `${head.toWellFormed()}${cut}${tail.toWellFormed()}`;
}

function gap(characters: number): string {
  return `… ${characters} characters left out …`;
}
