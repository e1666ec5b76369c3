import { markdownWords } from "../formats/markdown/text.ts";
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

/** The matrix as a page of Markdown, a table for each network and proxy. */
export function interopMarkdown(matrix: InteropMatrix): string {
  const { runId, startedAt, command, sockspec, kernels } = matrix;
  const blocks = [
    "# Who works with whom",
    [
      `Every client with every server, played by \`${command.replaceAll("`", "")}\` on ${startedAt.slice(0, 10)}, run ${markdownWords(runId)},`,
      `sockspec ${markdownWords(sockspec)}, Linux ${markdownWords(kernels.join(", "))}. Rows are servers, columns are clients.`,
    ].join("\n"),
    ...blocksOf(matrix).flatMap((block) => {
      const title = blockTitle(block, matrix);
      return [...(title === "" ? [] : [`## ${markdownWords(title)}`]), interopTable(matrix, block)];
    }),
    legendText(matrix),
    conclusionLines(matrix)
      .map((line) => `- ${markdownWords(line)}`)
      .join("\n"),
    ["## Versions", versionTable(matrix)].join("\n\n"),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/** Servers × clients on one network, directly or through one proxy. */
function interopTable(matrix: InteropMatrix, block: InteropBlock): string {
  const { clients, servers } = matrix;
  const heads = ["server", ...clients.map(({ name }) => markdownWords(name))];
  const rows = servers.map(({ name }) => [
    `**${markdownWords(name)}**`,
    ...clients.map((client) =>
      cellMarkdown(cellOf(matrix, { ...block, client: client.name, server: name })),
    ),
  ]);
  const rule = heads.map((_, index) => (index === 0 ? "---" : ":---:"));
  return [heads, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function cellMarkdown(cell: InteropCell | undefined): string {
  const parts = cell === undefined ? [] : partsOf(cell);
  return parts
    .map(({ sign, results }) => {
      const letters = results.map(letterMarkdown).join("");
      return `${sign === "!" ? "\\!" : sign} ${letters}`;
    })
    .join("<br>");
}

function letterMarkdown(result: InteropResult): string {
  const href = hrefOf(result);
  return href === null ? result.letter : `[${result.letter}](${href})`;
}

function legendText(matrix: InteropMatrix): string {
  const { letters, signs } = legendOf(matrix);
  const words = [...letters, ...signs].map((entry) => {
    const at = entry.indexOf(" ");
    return `**${markdownWords(entry.slice(0, at))}** ${markdownWords(entry.slice(at + 1))}`;
  });
  return `${words.join(", ")}.`;
}

function versionTable({ clients, servers, proxies = [] }: InteropMatrix): string {
  const rows = (sides: readonly InteropSide[], role: string) =>
    sides.map(({ name, title, version }) => [
      role,
      markdownWords(name),
      markdownWords(title ?? ""),
      markdownWords(version ?? "not known"),
    ]);
  const heads = ["role", "name", "what it is", "version"];
  const all = [...rows(clients, "client"), ...rows(servers, "server"), ...rows(proxies, "proxy")];
  return [heads, heads.map(() => "---"), ...all]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}
