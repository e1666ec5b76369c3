import { worstFirst } from "../../terminal/matrix.ts";
import { anchorOf, type Entry } from "../entry.ts";
import { counted, signOf, wordsOf } from "../mark-words.ts";
import { type Child, html } from "../markup.ts";

/** Cases whose verdict varied between repetitions, with counts; null if there are none. */
export function flakySection(entries: readonly Entry[]): Child {
  const groups = [
    ...Map.groupBy(entries, ({ result: { implementation, scenario, network } }) =>
      JSON.stringify([implementation, scenario, network]),
    ).values(),
  ].filter((group) => new Set(group.map(({ mark }) => mark)).size > 1);
  return groups.length === 0
    ? null
    : html`<section aria-labelledby="flaky"><h2 id="flaky">Flaky scenarios</h2>
<p class="hint">${counted(groups.length, "case")} had more than one verdict over repetitions and attempts.</p>
<div class="scroll" role="group" aria-label="Flaky scenarios" tabindex="0"><table class="plain"><thead><tr><th scope="col">Implementation</th><th scope="col">Scenario</th><th scope="col">Network</th><th scope="col">Verdicts</th></tr></thead>
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
