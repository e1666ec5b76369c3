import { element, escapeXml, shorten } from "../svg.ts";
import { axes, text } from "./axes.ts";
import { endLabels } from "./end-labels.ts";
import { drawBand, drawCurve, drawLine } from "./lines.ts";
import type { ChartAxis, ChartLine, ChartOptions } from "./options.ts";
import { type Frame, frameOf, isInside } from "./scales.ts";

/** @returns one SVG without script and style; the style is `chartStyle`. */
export function chart(options: ChartOptions): string {
  const { title, subtitle, lines, theory = [], marks = [] } = options;
  const { widthPx = 680, heightPx = 360 } = options;
  const frame = frameOf(options, widthPx, heightPx);
  return chartElement({ title, description: describe(options), widthPx, heightPx }, [
    text({ x: 10, y: 19, class: "t" }, shorten(title, 90)),
    text({ x: 10, y: 35 }, shorten(subtitle, 110)),
    axes(options, frame),
    ...lines.map((line, index) => drawBand(line, index, frame)),
    ...theory.map((curve) => drawCurve(curve, frame)),
    ...marks.filter(({ x }) => isInside(x, frame.x)).map((mark) => drawMark(mark, frame)),
    ...lines.map((line, index) => drawLine(line, index, frame)),
    endLabels(options, frame),
  ]);
}

export interface ChartHead {
  readonly title: string;
  /** What it shows in words, for readers who cannot see it. */
  readonly description: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The root of a chart, with its name and description. */
export function chartElement(head: ChartHead, content: readonly string[]): string {
  const { title, description, widthPx, heightPx } = head;
  const named = [
    element("title", {}, escapeXml(shorten(title, 120))),
    element("desc", {}, escapeXml(description)),
  ];
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: "sp-chart",
      role: "img",
      "aria-label": shorten(`${title}. ${description}`, 1500),
      width: widthPx,
      height: heightPx,
      viewBox: `0 0 ${widthPx} ${heightPx}`,
    },
    [...named, ...content].join(""),
  );
}

function drawMark(
  { x, label }: { readonly x: number; readonly label: string },
  { x: scale, left, right, top, bottom }: Frame,
): string {
  const at = scale(x);
  const isLeft = at < (left + right) / 2;
  const anchor = isLeft ? "start" : "end";
  return (
    element("line", { class: "m", x1: at, x2: at, y1: top, y2: bottom }) +
    text(
      { class: "ml", x: at + (isLeft ? 5 : -5), y: bottom - 8, "text-anchor": anchor },
      shorten(label, 50),
    )
  );
}

function describe({ x, y, lines, theory = [], marks = [] }: ChartOptions): string {
  const axis = ({ label }: ChartAxis) => shorten(label, 60);
  const end = ({ points }: ChartLine, place: 0 | -1) => {
    const point = points.at(place);
    return point === undefined ? "" : `${y.format(point.y)} at ${x.format(point.x)}`;
  };
  return [
    `${axis(y)} against ${axis(x)}.`,
    ...lines.map((line) => `${shorten(line.name, 40)}: ${end(line, 0)}, ${end(line, -1)}.`),
    ...theory.map(({ name }) => `Theory: ${shorten(name, 60)}.`),
    ...marks.map((mark) => `${shorten(mark.label, 60)}.`),
  ].join(" ");
}
