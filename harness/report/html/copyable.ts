import { html, type Markup } from "./markup.ts";

/** A command that one click selects; the script adds a button that copies it. */
export function copyable(text: string, label: string): Markup {
  return html`<div class="copyable"><span class="label">${label}</span>
<code class="command">${text}</code></div>`;
}
