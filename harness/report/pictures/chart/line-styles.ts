import {
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolTriangle,
  symbolWye,
} from "d3-shape";
import { lineColours } from "../theme.ts";

/** How a line is told from the others: by its colour, and without it by its dashes and markers. */
export interface LineStyle {
  /** A class of `chartStyle`. */
  readonly colour: string;
  readonly dashes: string | undefined;
  /** Path data of a marker around 0, 0. */
  readonly marker: string;
}

const dashes = [undefined, "7 3", "2 2.5", "10 3 2 3"] as const;

const markers = [
  symbolCircle,
  symbolSquare,
  symbolTriangle,
  symbolDiamond,
  symbolCross,
  symbolWye,
] as const;

/** In square pixels. */
const markerArea = 38;

/** @returns the style of the line at that position: no two of the first twenty are alike. */
export function lineStyle(index: number): LineStyle {
  const shape = markers[index % markers.length] ?? symbolCircle;
  return {
    colour: `s-${lineColours[index % lineColours.length]}`,
    dashes: dashes[index % dashes.length],
    marker: symbol(shape, markerArea).digits(1)() ?? "",
  };
}
