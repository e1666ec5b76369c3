/** Custom properties of all pictures, for the light and the dark theme. */
const palette = {
  ink: ["#1a1f26", "#e6e9ee"],
  muted: ["#59626f", "#9aa5b4"],
  faint: ["#d9dee5", "#343c47"],
  ground: ["#ffffff", "#14181d"],
  panel: ["#f4f6f9", "#1c2229"],
  bad: ["#b3121d", "#ff7b7b"],
  "bad-ground": ["#fdeaea", "#3a1a1d"],
  warn: ["#8a5000", "#f0b45a"],
  zero: ["#7a1fa2", "#d79bf0"],
  a: ["#1257b8", "#79b4ff"],
  b: ["#00695c", "#5fd3c0"],
  c: ["#8a4b08", "#e3a869"],
  d: ["#6a3bb5", "#b79cf5"],
  e: ["#5d6b00", "#c3d168"],
} as const;

/**
 * @param scope a selector that only the picture's own root matches.
 * @returns rules that set the custom properties `--sp-…` for light and dark.
 */
export function themeStyle(scope: string): string {
  const rule = (theme: 0 | 1) =>
    `${scope}{${Object.entries(palette)
      .map(([name, colours]) => `--sp-${name}:${colours[theme]}`)
      .join(";")}}`;
  return `${rule(0)}@media (prefers-color-scheme:dark){${rule(1)}}`;
}

/** Colours for several lines of one kind, in order of use. */
export const lineColours = ["a", "b", "c", "d", "e"] as const;
