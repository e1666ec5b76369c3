import { visibleText } from "../../host/visible-text.ts";
import { escapeEntities } from "../pictures/svg.ts";

/** A key that parsed JSON cannot have, so that data from a file is never treated as markup. */
const text = Symbol("markup");

/** HTML that {@link html} made, or that a picture's author vouches for. */
export interface Markup {
  readonly [text]: string;
}

/** A value in a template; everything that is not markup is escaped. */
export type Child = Markup | string | number | null | readonly Child[];

/** Writes HTML; interpolated values are escaped, in text and in quoted attributes. */
export function html(parts: TemplateStringsArray, ...children: readonly Child[]): Markup {
  let written = parts[0] ?? "";
  for (const [index, child] of children.entries()) {
    written += render(child) + (parts[index + 1] ?? "");
  }
  return { [text]: written };
}

/** Vouches for text that is already HTML, such as an SVG made here. */
export function trusted(markup: string): Markup {
  return { [text]: markup };
}

/** @returns the HTML text. */
export function render(child: Child): string {
  if (child === null) {
    return "";
  }
  if (typeof child === "object") {
    return text in child ? child[text] : Array.isArray(child) ? child.map(render).join("") : "";
  }
  return escapeText(String(child));
}

/** Joins the children with a separator. */
export function joined(children: readonly Child[], separator: Child): Child {
  return children.flatMap((child, index) => (index === 0 ? [child] : [separator, child]));
}

function escapeText(plain: string): string {
  return escapeEntities(visibleText(plain));
}

/** A command that one click selects; the script adds a copy button. */
export function copyable(text: string, label: string): Markup {
  return html`<div class="copyable"><span class="label">${label}</span>
<code class="command">${text}</code></div>`;
}
