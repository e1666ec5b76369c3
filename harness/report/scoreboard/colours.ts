import type { GradeLetter } from "../../verdict/verdict.ts";

export type Marked = GradeLetter | "none";

/** Background and text colour of each letter, light and dark; contrast meets WCAG AA. */
export const letterColours: Readonly<
  Record<Marked, readonly { readonly ground: string; readonly ink: string }[]>
> = {
  A: pair("#1a7f37", "#57c76f"),
  B: pair("#5b7300", "#b5cc4a"),
  C: pair("#8a5a00", "#e3b341"),
  D: pair("#b3470b", "#ff9e5e"),
  F: pair("#b3121d", "#ff8585"),
  none: pair("#59626f", "#9aa5b4"),
};

function pair(light: string, dark: string) {
  return [
    { ground: light, ink: "#ffffff" },
    { ground: dark, ink: "#14181d" },
  ];
}

/**
 * @returns rules that set `--sp-letter` and `--sp-letter-ink` on the classes `letter-A` and so on.
 */
export function letterStyle(scope: string): string {
  const rules = (theme: 0 | 1) =>
    Object.entries(letterColours)
      .map(([letter, themes]) => {
        const { ground = "", ink = "" } = themes[theme] ?? {};
        return `${scope} .letter-${letter}{--sp-letter:${ground};--sp-letter-ink:${ink}}`;
      })
      .join("");
  return `${rules(0)}@media (prefers-color-scheme:dark){${rules(1)}}`;
}
