import { worstFirst } from "../../terminal/matrix.ts";
import { anchorOf, type Entry } from "../entry.ts";
import { counted, signOf, wordsOf } from "../mark-words.ts";
import { type Child, html } from "../markup.ts";

/** What did not come out the same every time, with how often; nothing where all did. */
export function flakySection(entries: readonly Entry[]): Child {
  const groups = [
    ...Map.groupBy(entries, ({ result: { implementation, scenario, network } }) =>
      JSON.stringify([implementation, scenario, network]),
    ).values(),
  ].filter((group) => new Set(group.map(({ mark }) => mark)).size > 1);
  return groups.length === 0
    ? null
    : html`<section aria-labelledby="flaky"><h2 id="flaky">Not the same every time</h2>
<p class="hint">${counted(groups.length, "case")} came out in more than one way when run again.</p>
<div class="scroll" role="group" aria-label="Not the same every time" tabindex="0"><table class="plain"><thead><tr><th scope="col">Implementation</th><th scope="col">Scenario</th><th scope="col">Network</th><th scope="col">Verdicts</th></tr></thead>
<tbody>${groups.map(row)}</tbody></table></div></section>`;
}

function row(group: readonly Entry[]): Child {
  const result = group[0]?.result;
  const counts = worstFirst.flatMap((mark) => {
    const alike = group.filter((entry) => entry.mark === mark);
    const [first] = alike;
    return first === undefined
      ? []
      : [
          html`<li><a class="mark-${mark}" href="#${anchorOf(first)}"><span aria-hidden="true">${signOf(mark)}</span> ${wordsOf(mark)}</a> ${alike.length} of ${group.length}</li>`,
        ];
  });
  return html`<tr><th scope="row">${result?.implementation ?? null}</th><td>${result?.scenario ?? null}</td><td>${result?.network ?? null}</td><td><ul class="plain-list">${counts}</ul></td></tr>
`;
}
