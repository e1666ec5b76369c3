import { type Child, html, joined } from "../html/markup.ts";
import { writePage } from "../html/page.ts";
import {
  blocksOf,
  blockTitle,
  cellOf,
  conclusionLines,
  hrefOf,
  type InteropBlock,
  legendOf,
  partsOf,
} from "./cell.ts";
import type { InteropCell, InteropMatrix, InteropResult, InteropSide } from "./matrix.ts";

const style = `
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid #8888; padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }
td span { display: block; white-space: nowrap; }
.pass { color: light-dark(#116329, #7ee787); }
.fail, .error { color: light-dark(#a40e26, #ff9492); font-weight: bold; }
.inconclusive, .not-run { color: light-dark(#7d4e00, #f2cc60); }
.unsupported { color: light-dark(#57606a, #9198a1); }
td a { color: inherit; }
`;

/** The matrix as one HTML document, which needs neither network nor script. */
export function interopPage(matrix: InteropMatrix): string {
  const { command, startedAt, runId, sockspec, kernels } = matrix;
  const { letters, signs } = legendOf(matrix);
  return writePage({
    title: "Who works with whom · sockspec",
    style,
    script: "",
    body: html`<main>
<h1>Who works with whom</h1>
<p>Every client with every server, played by <code>${command}</code> on ${startedAt.slice(0, 10)}. Rows are servers, columns are clients.</p>
${blocksOf(matrix).map((block) => {
  const title = blockTitle(block, matrix);
  return [title === "" ? null : html`<h2>${title}</h2>\n`, tableOf(matrix, block)];
})}
<p>${joined([...letters, ...signs], ", ")}.</p>
<h2>Conclusion</h2>
<ul>${conclusionLines(matrix).map((line) => html`<li>${line}</li>`)}</ul>
<h2>Versions</h2>
<div class="scroll" role="group" aria-label="Versions" tabindex="0"><table><thead><tr><th scope="col">role</th><th scope="col">name</th><th scope="col">what it is</th><th scope="col">version</th></tr></thead><tbody>
${matrix.clients.map((side) => versionRow("client", side))}${matrix.servers.map((side) => versionRow("server", side))}${(matrix.proxies ?? []).map((side) => versionRow("proxy", side))}</tbody></table></div>
</main>
<footer><p>Run ${runId}, sockspec ${sockspec}, Linux ${kernels.join(", ")}.</p></footer>`,
  });
}

function tableOf(matrix: InteropMatrix, block: InteropBlock): Child {
  const { clients, servers } = matrix;
  const through = block.proxy === undefined ? "" : ` through ${block.proxy}`;
  const label = `Servers and clients${through} on ${block.network}`;
  return html`<div class="scroll" role="group" aria-label="${label}" tabindex="0"><table><thead><tr><th scope="col">server</th>${clients.map(
    ({ name }) => html`<th scope="col">${name}</th>`,
  )}</tr></thead><tbody>
${servers.map(
  ({ name }) =>
    html`<tr><th scope="row">${name}</th>${clients.map((client) =>
      cellHtml(cellOf(matrix, { ...block, client: client.name, server: name })),
    )}</tr>
`,
)}</tbody></table></div>
`;
}

function cellHtml(cell: InteropCell | undefined): Child {
  const parts = cell === undefined ? [] : partsOf(cell);
  return html`<td>${parts.map(
    ({ verdict, sign, results }) =>
      html`<span class="${verdict}">${sign} ${results.map(letterHtml)}</span>`,
  )}</td>`;
}

function letterHtml(result: InteropResult): Child {
  const { letter, scenario, reason, verdict } = result;
  const href = hrefOf(result);
  const words = `${scenario}: ${verdict}${reason === null ? "" : `, ${reason}`}`;
  return href === null
    ? html`<span title="${words}" style="display: inline">${letter}</span>`
    : html`<a href="${href}" title="${words}">${letter}</a>`;
}

function versionRow(role: string, { name, title, version }: InteropSide): Child {
  return html`<tr><td>${role}</td><th scope="row">${name}</th><td>${title ?? ""}</td><td>${version ?? "not known"}</td></tr>
`;
}
