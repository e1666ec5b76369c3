import { formatMark, type Mark, startPaint } from "../terminal/glyphs.ts";
import { html, type Markup } from "./markup.ts";

const words: Readonly<Record<Mark, string>> = {
  pass: "pass",
  "pass-should": "pass, a SHOULD failed",
  fail: "fail",
  "fail-expected": "fail, as expected",
  unsupported: "unsupported",
  inconclusive: "inconclusive",
  error: "error",
  "not-run": "not run",
};

const plain = startPaint(false);

export function signOf(mark: Mark): string {
  return formatMark(mark, plain);
}

/** @returns the verdict in words, for readers who see neither colour nor sign. */
export function wordsOf(mark: Mark): string {
  return words[mark];
}

/** @returns the sign followed by the words. */
export function badge(mark: Mark): Markup {
  return html`<span class="badge mark-${mark}"><span aria-hidden="true">${signOf(mark)}</span> ${wordsOf(mark)}</span>`;
}

/** @returns `1 case`, `2 cases`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
