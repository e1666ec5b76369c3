import { escapeEntities } from "../pictures/svg.ts";
import { visibleText } from "./visible-text.ts";

/** A key that no parsed JSON has: what was read from a file is never taken for markup. */
const text = Symbol("markup");

/** HTML that {@link html} made, or that a picture's author vouches for. */
export interface Markup {
  readonly [text]: string;
}

/** What may stand in a template: everything that is not markup is escaped. */
export type Child = Markup | string | number | null | readonly Child[];

/** Writes HTML; whatever is put in is escaped, in text and in quoted attributes alike. */
export function html(parts: TemplateStringsArray, ...children: readonly Child[]): Markup {
  let written = parts[0] ?? "";
  for (const [index, child] of children.entries()) {
    written += render(child) + (parts[index + 1] ?? "");
  }
  return { [text]: written };
}

/** Vouches for text that is HTML already, such as an SVG of our own. */
export function trusted(markup: string): Markup {
  return { [text]: markup };
}

/** @returns the HTML, for the document that it becomes. */
export function render(child: Child): string {
  if (child === null) {
    return "";
  }
  if (typeof child === "object") {
    return text in child ? child[text] : Array.isArray(child) ? child.map(render).join("") : "";
  }
  return escapeText(String(child));
}

/** Puts what separates between the children. */
export function joined(children: readonly Child[], separator: Child): Child {
  return children.flatMap((child, index) => (index === 0 ? [child] : [separator, child]));
}

function escapeText(plain: string): string {
  return escapeEntities(visibleText(plain));
}

/** A command that one click selects; the script adds a button that copies it. */
export function copyable(text: string, label: string): Markup {
  return html`<div class="copyable"><span class="label">${label}</span>
<code class="command">${text}</code></div>`;
}
