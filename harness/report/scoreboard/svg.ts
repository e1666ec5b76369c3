import { element, escapeXml, shorten, wrap } from "../pictures/svg.ts";
import { themeStyle } from "../pictures/theme.ts";
import type { BoardCell } from "./cell.ts";
import { letterStyle } from "./colours.ts";
import { areProved, type BoardNetwork } from "./network.ts";
import type { BoardImplementation, Scoreboard } from "./scoreboard.ts";
import {
  distinctWords,
  formatCount,
  formatDays,
  formatMachine,
  formatVersions,
  shortVersion,
  signOf,
} from "./words.ts";

/** Sizes in px. A README shows the picture at about its natural width. */
const edge = 28;
const namesWidth = 282;
const columnWidth = 154;
const rowHeight = 58;
const headTop = 92;
const chip = 36;

const scope = ".sp-board";

/** The scoreboard as a picture: implementations × networks. It needs neither script nor font files. */
export function scoreboardSvg(board: Scoreboard): string {
  const width = Math.max(720, 2 * edge + namesWidth + board.networks.length * columnWidth);
  const charactersMax = Math.floor((width - 2 * edge) / 6.4);
  const notes = notesOf(board).flatMap((note) => wrap(note, { charactersMax, linesMax: 3 }));
  const rowsTop = headTop + headHeight(board);
  const notesTop = rowsTop + board.implementations.length * rowHeight + 30;
  const height = notesTop + notes.length * 18 + 8;
  const parts = [
    `<title id="sp-board-title">${escapeXml(titleOf(board))}</title>`,
    `<desc id="sp-board-desc">${escapeXml(altText(board))}</desc>`,
    `<style>${style}</style>`,
    element("rect", {
      class: "ground",
      x: 0.5,
      y: 0.5,
      width: width - 1,
      height: height - 1,
      rx: 10,
    }),
    text(titleOf(board), { x: edge, y: 42, class: "title" }),
    ...subtitle(board),
    ...board.networks.flatMap(formatHead),
    ...board.implementations.flatMap((implementation, index) =>
      formatRow(implementation, { top: rowsTop + index * rowHeight, width }),
    ),
    ...notes.map((line, index) => text(line, { x: edge, y: notesTop + index * 18, class: "note" })),
  ];
  const attributes = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${attributes} class="sp-board" role="img" aria-labelledby="sp-board-title sp-board-desc">`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

function titleOf({ partial }: Scoreboard): string {
  return `sockspec scoreboard${partial.length === 0 ? "" : " (partial)"}`;
}

function subtitle({ partial, networks }: Scoreboard): readonly string[] {
  return partial.length === 0
    ? [
        text(
          `TCP stream I/O, graded against RFC 9293 and POSIX${areProved(networks) ? " on proved links" : ""}`,
          {
            x: edge,
            y: 64,
            class: "muted",
          },
        ),
      ]
    : [
        text("Partial: some of what a scoreboard must show was not run or does not count", {
          x: edge,
          y: 64,
          class: "warn",
        }),
      ];
}

function columnLeft(index: number): number {
  return edge + namesWidth + index * columnWidth;
}

/** One line for each property of the link. */
function linkLines({ link }: BoardNetwork): readonly string[] {
  const parts = (link ?? "").split(", ");
  return parts.flatMap((part) => wrap(part, { charactersMax: 24, linesMax: 2 })).slice(0, 5);
}

function headHeight({ networks }: Scoreboard): number {
  return 18 + Math.max(1, ...networks.map((network) => linkLines(network).length)) * 14;
}

function formatHead(network: BoardNetwork, index: number): readonly string[] {
  const x = columnLeft(index) + 8;
  return [
    text(shorten(network.name, 20), { x, y: headTop + 4, class: "network" }),
    ...linkLines(network).map((line, at) =>
      text(line, { x, y: headTop + 21 + at * 14, class: "small" }),
    ),
  ];
}

function formatRow(
  { name, title, version, cells }: BoardImplementation,
  { top, width }: { readonly top: number; readonly width: number },
): readonly string[] {
  return [
    element("line", { class: "rule", x1: edge, x2: width - edge, y1: top, y2: top }),
    element(
      "text",
      { x: edge, y: top + (title === null ? 34 : 26) },
      element("tspan", { class: "name" }, escapeXml(shorten(name, 18))) +
        element("tspan", { dx: 8, class: "small" }, escapeXml(shorten(shortVersion(version), 18))),
    ),
    ...(title === null ? [] : [text(shorten(title, 46), { x: edge, y: top + 44, class: "small" })]),
    ...cells.map((cell, index) => formatCell(cell, columnLeft(index), top)),
  ];
}

function formatCell(cell: BoardCell, left: number, top: number): string {
  const sign = signOf(cell);
  const [x, y] = [left + 8, top + (rowHeight - chip) / 2];
  const lines = countLines(cell);
  const first = top + rowHeight / 2 + 4 - (lines.length - 1) * 8;
  return element(
    "g",
    { class: `letter-${cell.letter ?? "none"}` },
    [
      element("rect", {
        class: "tint",
        x: left + 2,
        y: top + 4,
        rx: 8,
        width: columnWidth - 4,
        height: rowHeight - 8,
      }),
      element("rect", { class: "chip", x, y, width: chip, height: chip, rx: 7 }),
      text(sign, { x: x + chip / 2, y: y + chip / 2 + 7, class: "sign" }),
      ...lines.map((line, index) =>
        text(line, { x: x + chip + 9, y: first + index * 16, class: "count" }),
      ),
    ].join(""),
  );
}

function countLines({ must, should, undecided }: BoardCell): readonly string[] {
  return [
    ...(must.judged + should.judged === 0
      ? ["none judged"]
      : [`MUST ${formatCount(must)}`, `SHOULD ${formatCount(should)}`]),
    ...(undecided === 0 ? [] : [`${undecided} undecided`]),
  ];
}

function notesOf(board: Scoreboard): readonly string[] {
  const kernels = board.networks.flatMap((network) => network.kernels);
  const controls = board.networks.flatMap((network) => network.congestionControls);
  return [
    "A every MUST and SHOULD held · B every MUST · C at least 90 % of MUST · D at least 75 % · F fewer · ? undecided · – none judged",
    `${formatMachine(board)} · kernels of the cases: ${distinctWords(kernels)} · ${distinctWords(controls)}`,
    `${formatVersions(board)} · ${formatDays(board)} · grades show what held, not how fast`,
  ];
}

function text(
  words: string,
  place: { readonly x: number; readonly y: number; readonly class: string },
): string {
  return element("text", place, escapeXml(words));
}

const style = [
  themeStyle(scope),
  letterStyle(scope),
  `${scope}{font-family:system-ui,-apple-system,"Segoe UI","Noto Sans","DejaVu Sans",sans-serif}`,
  ...Object.entries({
    text: "fill:var(--sp-ink);font-size:13px",
    ".title": "font-size:21px;font-weight:650",
    ".muted": "fill:var(--sp-muted)",
    ".warn": "fill:var(--sp-warn);font-weight:600",
    ".note": "fill:var(--sp-muted);font-size:12px",
    ".network": "font-size:15px;font-weight:600",
    ".name": "font-size:15px;font-weight:600",
    ".small": "fill:var(--sp-muted);font-size:11px",
    ".count": "font-size:12px;font-variant-numeric:tabular-nums",
    ".sign": "fill:var(--sp-letter-ink);font-size:20px;font-weight:700;text-anchor:middle",
    ".chip": "fill:var(--sp-letter)",
    ".tint": "fill:var(--sp-letter);opacity:.1",
    ".ground": "fill:var(--sp-ground);stroke:var(--sp-faint)",
    ".rule": "stroke:var(--sp-faint)",
  }).map(([selector, declarations]) => `${scope} ${selector}{${declarations}}`),
].join("");

/** The picture in words, for readers who cannot see it. */
function altText(board: Scoreboard): string {
  return board.implementations.map(rowSentence).join(" ");
}

function rowSentence({ name, version, cells }: BoardImplementation): string {
  const grades = cells.map(({ network, letter, must, should, undecided }) =>
    must.judged + should.judged + undecided === 0
      ? `${network} none judged`
      : `${network} ${letter ?? "undecided"}, MUST ${formatCount(must)}, SHOULD ${formatCount(should)}`,
  );
  return `${name}, ${shortVersion(version)}: ${grades.join("; ")}.`;
}
