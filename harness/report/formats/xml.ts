import { legible } from "./legible.ts";

/** @returns the text escaped for use between two tags. */
export function xmlText(text: string): string {
  return legible(text).replace(/[&<>]/g, (character) => entities[character] ?? "");
}

/**
 * @returns attributes, each preceded by a space; line breaks and tabs in values survive a parser.
 */
export function xmlAttributes(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${xmlValue(String(value))}"`)
    .join("");
}

function xmlValue(text: string): string {
  return legible(text).replace(/[&<>"\t\n]/g, (character) => entities[character] ?? "");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
};
