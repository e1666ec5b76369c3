import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from "d3-scale";
import type { ChartAxis, ChartOptions } from "./options.ts";

export type Scale = ScaleContinuousNumeric<number, number>;

/** The plot area in pixels, and the scales that map values to it. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: Scale;
  readonly y: Scale;
}

/** Room for the names at the ends of the lines. */
export const labelRoomPx = 152;

export function frameOf(options: ChartOptions, widthPx: number, heightPx: number): Frame {
  const sides = { left: 78, right: widthPx - labelRoomPx };
  const measured = options.lines.flatMap(({ points }) => points);
  const limits = (options.theory ?? [])
    .filter(({ extendsAxis }) => extendsAxis === true)
    .flatMap(({ points }) => points);
  const points = [...measured, ...limits];
  const xs = points.map(({ x }) => x);
  const ys = points.flatMap(({ y, low = y, high = y }) => [y, low, high]);
  const x = scaleOf(options.x, xs, [sides.left, sides.right]);
  const rows = tickRows(options.x, x).reduce((most, { row }) => Math.max(most, row), 0);
  const edges = { ...sides, top: 62, bottom: heightPx - 46 - rows * tickRowPx };
  return { ...edges, x, y: scaleOf(options.y, ys, [edges.bottom, edges.top]) };
}

export const tickRowPx = 13;

/** Of a letter, on average. */
const letterPx = 6;

/** The ticks below an axis, in as many rows as keep their labels from touching each other. */
export function tickRows(axis: ChartAxis, scale: Scale) {
  const ends: number[] = [];
  return ticksOf(axis, scale).map((tick) => {
    const at = scale(tick);
    const label = axis.format(tick);
    const half = (label.length * letterPx) / 2;
    const fitting = ends.findIndex((end) => end < at - half);
    const row = fitting < 0 ? ends.length : fitting;
    ends[row] = at + half + letterPx;
    return { tick, at, label, row };
  });
}

function scaleOf(axis: ChartAxis, values: readonly number[], range: readonly number[]): Scale {
  const domain = axis.domain ?? domainOf(axis, values);
  return axis.scale === "log"
    ? scaleLog(domain, range).base(axis.base ?? 10)
    : scaleLinear(domain, range).nice(5);
}

/** Of what a log scale spans, the part that is left free at either end; and the least room there. */
const room = { share: 0.1, factorMin: 1.02 };

/** A log scale gets some room at both ends; a linear one begins at zero. */
function domainOf({ scale }: ChartAxis, values: readonly number[]): readonly [number, number] {
  const usable = values.filter((value) => scale === "linear" || value > 0);
  if (usable.length === 0) {
    return scale === "log" ? [1, 10] : [0, 1];
  }
  const least = usable.reduce((a, b) => Math.min(a, b));
  const most = usable.reduce((a, b) => Math.max(a, b));
  const factor = Math.max(room.factorMin, (most / least) ** room.share);
  return scale === "log" ? [least / factor, most * factor] : [0, Math.max(most, Number.MIN_VALUE)];
}

/** More than this would touch each other. */
const ticksMax = 8;

/** Fewer than this say little about an axis. */
const ticksMin = 3;

/** Powers of the base; where those are few, twice and five times them as well; within less, even steps. */
export function ticksOf(axis: ChartAxis, scale: Scale): readonly number[] {
  if (axis.ticks !== undefined) {
    return axis.ticks.filter((tick) => isInside(tick, scale));
  }
  if (axis.scale === "linear") {
    return scale.ticks(5);
  }
  const base = axis.base ?? 10;
  const candidates = base === 2 ? [[1]] : [[1, 2, 5], [1, 3], [1]];
  const sets = candidates.map((multiples) => multiplesWithin(scale, base, multiples));
  const [fitting = sets.at(-1) ?? []] = sets.filter((ticks) => ticks.length <= ticksMax);
  if (fitting.length < ticksMin) {
    return scaleLinear(extent(scale), [0, 1]).ticks(5);
  }
  const every = Math.ceil(fitting.length / ticksMax);
  return fitting.filter((_, index) => index % every === 0);
}

function multiplesWithin(scale: Scale, base: number, multiples: readonly number[]) {
  const [low, high] = extent(scale);
  const exponents = [low, high].map((value) => Math.log(value) / Math.log(base));
  const [from = 0, to = 0] = [Math.floor(exponents[0] ?? 0), Math.ceil(exponents[1] ?? 0)];
  const powers = Array.from({ length: to - from + 1 }, (_, index) => base ** (from + index));
  return powers
    .flatMap((power) => multiples.map((multiple) => Number((multiple * power).toPrecision(12))))
    .filter((tick) => isInside(tick, scale));
}

/** @returns the pixel of a value; one beyond the axis, such as zero on a log scale, stands at its end. */
export function clamped(value: number, scale: Scale): number {
  const [low, high] = extent(scale);
  return scale(Math.min(Math.max(value, low), high));
}

export function isInside(value: number, scale: Scale): boolean {
  const [low, high] = extent(scale);
  return value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
}

function extent(scale: Scale): readonly [number, number] {
  const [first = 0, last = 1] = scale.domain();
  return [Math.min(first, last), Math.max(first, last)];
}
