import { lineColours, themeStyle } from "../theme.ts";

const scope = ".sp-ladder";

function rules(all: Readonly<Record<string, string>>): string {
  return Object.entries(all)
    .map(([selector, declarations]) => `${scope} ${selector}{${declarations}}`)
    .join("");
}

/** Rules for the classes of all ladders, for a page with several. */
export const ladderStyle =
  themeStyle(scope) +
  `${scope}{font:11px/1.2 "Inter","Segoe UI",system-ui,"DejaVu Sans",sans-serif;background:var(--sp-ground)}` +
  rules({
    text: "fill:var(--sp-ink);font-variant-numeric:tabular-nums",
    "text.t": "font-size:15px;font-weight:600",
    "text.h": "font-weight:600",
    "text.q": "fill:var(--sp-muted)",
    // Text is outlined so that lines behind it stay legible.
    "text.l": "paint-order:stroke;stroke:var(--sp-ground);stroke-width:3px;stroke-linejoin:round",
    "text.bad": "fill:var(--sp-bad);font-weight:600",
    "text.warn": "fill:var(--sp-warn);font-weight:600",
    "text.zero": "fill:var(--sp-zero);font-weight:600",
    ".life": "stroke:var(--sp-faint);stroke-width:2",
    ".gap": "fill:var(--sp-panel)",
    ".zig": "fill:none;stroke:var(--sp-muted)",
    ".a": "fill:none;stroke:currentColor;stroke-width:1.5",
    ".ack": "stroke-width:1;opacity:.75",
    ".again": "stroke-dasharray:6 3",
    ".dim": "stroke-dasharray:1 3",
    ".x": "fill:none;stroke:currentColor;stroke-width:2.5",
    ".band": "fill:currentColor;opacity:.11",
    ".tip": "fill:currentColor;stroke:none",
    ".bar": "stroke:currentColor;stroke-width:6;opacity:.35",
    ".run": "stroke:currentColor;stroke-width:2",
    ".dot": "fill:currentColor",
    ".fault": "fill:var(--sp-bad);opacity:.08",
    ".broke": "fill:var(--sp-bad-ground);stroke:var(--sp-bad)",
    "g.bad": "color:var(--sp-bad)",
    "g.warn": "color:var(--sp-warn)",
    "g.zero": "color:var(--sp-zero)",
    "g.none": "color:var(--sp-muted)",
    ...Object.fromEntries(lineColours.map((name) => [`g.c${name}`, `color:var(--sp-${name})`])),
  });
