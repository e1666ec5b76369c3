import type { GradeLetter } from "../../verdict/verdict.ts";
import { gradesOf } from "../grades.ts";
import type { RunReport } from "../run-report.ts";
import { legible, shortened } from "./legible.ts";
import { xmlAttributes, xmlText } from "./xml.ts";

/** A badge is read at a glance: beyond this, implementations are counted by letter. */
const namedMax = 4;
const charactersMax = 80;

/** shields.io's values for these names. */
const colours = {
  brightgreen: "#4c1",
  green: "#97ca00",
  yellow: "#dfb317",
  orange: "#fe7d37",
  red: "#e05d44",
  lightgrey: "#9f9f9f",
} as const;

type Colour = keyof typeof colours;

const colourOf: Readonly<Record<GradeLetter | "none", Colour>> = {
  A: "brightgreen",
  B: "green",
  C: "yellow",
  D: "orange",
  F: "red",
  none: "lightgrey",
};

/** JSON text in the format of a shields.io endpoint badge. */
export function badgeEndpoint(report: RunReport): string {
  const { label, message, colour } = badgeOf(report);
  return `${JSON.stringify({ schemaVersion: 1, label, message, color: colour }, null, 2)}\n`;
}

/** The same badge as an SVG, in the flat style of shields.io. */
export function badgeSvg(report: RunReport): string {
  const { label, message, colour } = badgeOf(report);
  const [left, right] = [Math.round(widthOf(label)) + 10, Math.round(widthOf(message)) + 10];
  const width = left + right;
  const title = `${label}: ${message}`;
  const attributes = xmlAttributes({ width, height: 20, role: "img", "aria-label": title });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg"${attributes}>`,
    `<title>${xmlText(title)}</title>`,
    '<linearGradient id="s" x2="0" y2="100%"><stop offset="0" stop-color="#bbb" stop-opacity=".1"/><stop offset="1" stop-opacity=".1"/></linearGradient>',
    `<clipPath id="r"><rect width="${width}" height="20" rx="3" fill="#fff"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${left}" height="20" fill="#555"/><rect x="${left}" width="${right}" height="20" fill="${colours[colour]}"/><rect width="${width}" height="20" fill="url(#s)"/></g>`,
    '<g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">',
    ...formatText(label, left / 2, left - 10),
    ...formatText(message, left + right / 2, right - 10),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

/** Text with a shadow; `textLength` makes it fit in any font. */
function formatText(text: string, x: number, width: number): readonly string[] {
  const words = xmlText(text);
  return [
    `<text aria-hidden="true" x="${x}" y="15" fill="#010101" fill-opacity=".3" textLength="${width}">${words}</text>`,
    `<text x="${x}" y="14" textLength="${width}">${words}</text>`,
  ];
}

/** An incomplete run may have missed failures, so it gives no grades. */
function badgeOf({ run }: RunReport): {
  readonly label: string;
  readonly message: string;
  readonly colour: Colour;
} {
  if (run.stopped !== null) {
    const message = run.interrupted ? "interrupted" : "incomplete";
    return { label: "sockspec", message, colour: "lightgrey" };
  }
  const grades = [...gradesOf(run)].map(([name, grade]) => ({
    name: legible(name),
    letter: grade.letter ?? ("none" as const),
  }));
  const worst = (["none", "F", "D", "C", "B", "A"] as const).find((letter) =>
    grades.some((grade) => grade.letter === letter),
  );
  const { excluded = [] } = run.header;
  const without = excluded.length === 0 ? "" : `, ${excluded.length} left out`;
  return {
    label: "sockspec",
    message: `${shortened(messageOf(grades), charactersMax - without.length)}${without}`,
    colour: colourOf[worst ?? "none"],
  };
}

function messageOf(
  grades: readonly { readonly name: string; readonly letter: GradeLetter | "none" }[],
): string {
  const [only] = grades;
  if (only === undefined) {
    return "not graded";
  }
  const word = (letter: GradeLetter | "none") => (letter === "none" ? "not graded" : letter);
  if (grades.length === 1) {
    return word(only.letter);
  }
  if (grades.length <= namedMax) {
    return grades.map(({ name, letter }) => `${name} ${word(letter)}`).join(" · ");
  }
  const groups = Map.groupBy(grades, ({ letter }) => letter);
  const letters = [...groups].sort(([a], [b]) => a.localeCompare(b));
  return letters.map(([letter, group]) => `${group.length} × ${word(letter)}`).join(" · ");
}

/** @returns the approximate width of a text in 11 px Verdana, in px. */
function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + characterWidth(character), 0);
}

function characterWidth(character: string): number {
  if (/[ijl.,:;'|!·]/.test(character)) {
    return 4;
  }
  if (/[mwMW]/.test(character)) {
    return 10.5;
  }
  return /[A-Z]/.test(character) ? 7.6 : /[\u0020-\u024f]/.test(character) ? 6.6 : 11;
}
