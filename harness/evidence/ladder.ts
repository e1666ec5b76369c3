import type { LadderOptions } from "./ladder-options.ts";
import { element, escapeXml } from "./svg.ts";
import { themeStyle } from "./svg-theme.ts";

/** What every ladder's classes mean, for a page that holds several. */
export const ladderStyle = themeStyle(".sp-ladder");

/** @returns one SVG of a case: who did what, what crossed the wire, and where the requirement broke. */
export function ladder({ title, withStyle = true }: LadderOptions): string {
  return element(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", class: "sp-ladder", role: "img" },
    element("title", {}, escapeXml(title)) + (withStyle ? element("style", {}, ladderStyle) : ""),
  );
}
