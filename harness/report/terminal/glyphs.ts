import { styleText } from "node:util";
import type { Verdict } from "../../verdict/verdict.ts";

/** How verdicts look; a pass that breaks a SHOULD has its own sign. */
export type Mark = Verdict | "pass-should" | "fail-expected" | "not-run";

const marks: Readonly<Record<Mark, readonly [string, Parameters<typeof styleText>[0]]>> = {
  pass: ["✓", "green"],
  "pass-should": ["▴", "yellow"],
  fail: ["✗", "red"],
  "fail-expected": ["✘", "yellow"],
  unsupported: ["–", "dim"],
  inconclusive: ["?", "yellow"],
  error: ["!", "magenta"],
  "not-run": ["·", "yellow"],
};

/** Colours text if the terminal supports it. */
export type Paint = (format: Parameters<typeof styleText>[0], text: string) => string;

export function startPaint(coloured: boolean): Paint {
  return (format, text) => (coloured ? styleText(format, text, { validateStream: false }) : text);
}

/** @returns the verdict's coloured sign, padded to `width` columns. */
export function formatMark(mark: Mark, paint: Paint, width = 1): string {
  const [sign, format] = marks[mark];
  return paint(format, sign) + " ".repeat(width - 1);
}

export const notRunLegend = "· not run";

export const legendEntries = [
  "✓ pass",
  "▴ pass, a SHOULD failed",
  "✗ fail",
  "✘ fail, as in the baseline",
  "– unsupported",
  "? inconclusive",
  "! error",
];
