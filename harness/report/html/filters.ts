import { worstFirst } from "../terminal/matrix.ts";
import type { Entry } from "./entry.ts";
import { signOf, wordsOf } from "./mark-words.ts";
import { html, type Markup } from "./markup.ts";

/** The form that filters sections and rows; the script reveals it, since it is useless without. */
export function filters(entries: readonly Entry[]): Markup {
  const marks = worstFirst.filter((mark) => entries.some((entry) => entry.mark === mark));
  const boxes = marks.map(
    (mark) =>
      html`<label class="mark-${mark}"><input type="checkbox" name="mark" value="${mark}" checked> <span aria-hidden="true">${signOf(mark)}</span> ${wordsOf(mark)}</label>`,
  );
  return html`<form class="filters" role="search" aria-label="Filter the cases" hidden>
<label class="field">Text <input type="search" name="text" placeholder="scenario, check, observation" autocomplete="off" spellcheck="false"></label>
${select(
  "Implementation",
  "implementation",
  entries.map(({ result }) => result.implementation),
)}
${select(
  "Network",
  "network",
  entries.map(({ result }) => result.network),
)}
<fieldset><legend>Verdicts</legend>${boxes}</fieldset>
<button type="reset">Show all</button>
<output aria-live="polite"></output>
</form>`;
}

function select(label: string, name: string, values: readonly string[]): Markup {
  const options = [...new Set(values)].map((value) => html`<option>${value}</option>`);
  return html`<label class="field">${label} <select name="${name}"><option value="">all</option>${options}</select></label>`;
}
