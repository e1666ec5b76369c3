import { lineColours, themeStyle } from "../theme.ts";

const font = `font:11px/1.2 "Inter","Segoe UI",system-ui,"DejaVu Sans",sans-serif`;

/** Rules for the classes of all charts, for a page with several. */
export const chartStyle =
  themeStyle(".sp-chart") +
  `.sp-chart{${font};background:var(--sp-ground)}` +
  ".sp-chart text{fill:var(--sp-muted)}.sp-chart .t{fill:var(--sp-ink);font-weight:600;font-size:13px}" +
  ".sp-chart .n{fill:var(--sp-ink)}.sp-chart .cl,.sp-chart .ml{font-style:italic}" +
  ".sp-chart .g{stroke:var(--sp-faint)}.sp-chart .x{stroke:var(--sp-muted)}" +
  ".sp-chart .l{fill:none;stroke-width:1.8;stroke-linejoin:round}.sp-chart .w{stroke-width:1.2}" +
  ".sp-chart .b{opacity:.13}" +
  ".sp-chart .k{fill:none;stroke:var(--sp-faint)}.sp-chart .d{fill:var(--sp-faint);opacity:.6}" +
  ".sp-chart .c,.sp-chart .m{fill:none;stroke:var(--sp-muted);stroke-width:1.2;stroke-dasharray:1 3;stroke-linecap:round}" +
  lineColours
    .map(
      (name) =>
        `.sp-chart .s-${name}{stroke:var(--sp-${name})}.sp-chart :is(.p,.b).s-${name}{fill:var(--sp-${name});stroke:none}`,
    )
    .join("");

/** @returns a chart with its style, as a file of its own. */
export function standaloneChart(svg: string): string {
  const content = svg.indexOf(">") + 1;
  return `${svg.slice(0, content)}<style>${chartStyle}</style>${svg.slice(content)}\n`;
}
