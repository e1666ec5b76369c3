import { element, px, shorten } from "../svg.ts";
import { text } from "./axes.ts";
import { lineStyle } from "./line-styles.ts";
import { visible } from "./lines.ts";
import type { ChartOptions } from "./options.ts";
import { type Frame, labelRoomPx } from "./scales.ts";

interface EndLabel {
  readonly name: string;
  /** The end of the line. */
  readonly x: number;
  readonly y: number;
  /** Of the line's style; null for theory. */
  readonly index: number | null;
}

const heightPx = 15;
/** Theory has no sample of its line, so there is more room for its name. */
const charactersMax = { line: Math.floor((labelRoomPx - 42) / 6), theory: 24 };

/** The name of each line at its end, with a sample of it, moved apart where ends are close. */
export function endLabels({ lines, theory = [] }: ChartOptions, frame: Frame): string {
  const ends = [
    ...lines.map(({ name, points }, index) => ({ name, end: points.at(-1), index })),
    ...theory.map(({ name, points }) => ({
      name,
      end: visible(points, frame).at(-1),
      index: null,
    })),
  ].flatMap(({ name, end, index }): readonly EndLabel[] =>
    end === undefined ? [] : [{ name, x: frame.x(end.x), y: frame.y(end.y), index }],
  );
  const sorted = ends.toSorted((a, b) => a.y - b.y);
  const places = moveApart(
    sorted.map(({ y }) => y),
    { from: frame.top, to: frame.bottom, apart: heightPx },
  );
  return sorted.map((label, place) => drawLabel(label, places[place] ?? label.y, frame)).join("");
}

/** @returns places in the same order, each as close to what was wanted as the others allow. */
export function moveApart(
  wanted: readonly number[],
  { from, to, apart }: { readonly from: number; readonly to: number; readonly apart: number },
): readonly number[] {
  const down: number[] = [];
  for (const place of wanted) {
    down.push(Math.max(place, (down.at(-1) ?? from - apart) + apart));
  }
  const up: number[] = [];
  for (const place of down.toReversed()) {
    up.push(Math.min(place, (up.at(-1) ?? to + apart) - apart));
  }
  return up.toReversed();
}

function drawLabel({ name, x, y, index }: EndLabel, place: number, { right }: Frame): string {
  const start = right + 12;
  const lead = `M${px(x + 3)} ${px(y)}L${px(start - 2)} ${px(place)}`;
  const leader = element("path", { class: "k", d: lead });
  if (index === null) {
    return (
      leader +
      text({ class: "cl", x: start + 2, y: place + 4 }, shorten(name, charactersMax.theory))
    );
  }
  const { colour, dashes, marker } = lineStyle(index);
  return [
    leader,
    element("path", {
      class: `l ${colour}`,
      "stroke-dasharray": dashes,
      d: `M${px(start)} ${px(place)}h22`,
    }),
    element("path", {
      class: `p ${colour}`,
      transform: `translate(${px(start + 11)} ${px(place)})`,
      d: marker,
    }),
    text({ class: "n", x: start + 27, y: place + 4 }, shorten(name, charactersMax.line)),
  ].join("");
}
