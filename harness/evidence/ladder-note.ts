import { colourOf, laneX, text, textMax } from "./ladder-lanes.ts";
import type { Note } from "./ladder-notes.ts";
import type { Anchor } from "./ladder-time.ts";
import { element, px } from "./svg.ts";

/** A note with where it stands, and where what it tells of ended. */
export interface PlacedNote {
  readonly note: Note;
  readonly anchor: Anchor;
  readonly until: Anchor | null;
}

export function placeNote(note: Note): PlacedNote {
  const { atMs, untilMs, lane } = note;
  return {
    note,
    anchor: { atMs, lane, abovePx: 11, heightPx: 3, y: 0 },
    until:
      untilMs === null || untilMs <= atMs
        ? null
        : { atMs: untilMs, lane: "none", abovePx: 0, heightPx: 0, y: 0 },
  };
}

export function drawNote({ note, anchor, until }: PlacedNote): string {
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
      text({ x: x + (isLeft ? -10 : 10), y: y + 4, anchor: isLeft ? "end" : "start" }, note.text, {
        charactersMax: isLeft ? textMax.application : textMax.process,
        ...(note.isBad ? { className: "bad" } : {}),
      }),
  );
}
