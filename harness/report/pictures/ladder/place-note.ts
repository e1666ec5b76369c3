import { element, px, wrap } from "../svg.ts";
import { colourOf, laneX, text, textMax } from "./lanes.ts";
import type { Note } from "./notes.ts";
import type { Anchor } from "./time.ts";

/** A note with anchors at its start and at its end. */
export interface PlacedNote {
  readonly note: Note;
  readonly anchor: Anchor;
  readonly until: Anchor | null;
  readonly lines: readonly string[];
}

const linePx = 13;

export function placeNote(note: Note): PlacedNote {
  const { atMs, untilMs, lane } = note;
  const charactersMax = textMax[lane];
  const lines = wrap(note.text, { charactersMax, linesMax: lane === "process" ? 2 : 1 });
  return {
    note,
    anchor: { atMs, lane, abovePx: 11, heightPx: 3 + (lines.length - 1) * linePx, y: 0 },
    lines,
    until:
      untilMs === null || untilMs <= atMs
        ? null
        : { atMs: untilMs, lane: "none", abovePx: 0, heightPx: 0, y: 0 },
  };
}

export function drawNote({ note, anchor, until, lines }: PlacedNote): string {
  const x = laneX[note.lane];
  const isLeft = note.lane === "application";
  const { y } = anchor;
  const run =
    until === null || until.y - y < 2
      ? ""
      : element("path", { class: "run", d: `M${x - 3} ${px(y)}h6m-3 0V${px(until.y)}m-3 0h6` });
  return element(
    "g",
    { class: note.isBad ? "bad" : colourOf(note.member) },
    run +
      element("circle", { class: "dot", cx: x, cy: y, r: 3.5 }) +
      lines
        .map((line, index) =>
          text(
            {
              x: x + (isLeft ? -10 : 10),
              y: y + 4 + index * linePx,
              anchor: isLeft ? "end" : "start",
            },
            line,
            note.isBad ? { className: "bad" } : {},
          ),
        )
        .join(""),
  );
}
