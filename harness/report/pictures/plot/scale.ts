import { type ScaleLinear, scaleLinear } from "d3-scale";
import { formatBytes } from "../../../verdict/text.ts";
import type { PlotUnit } from "./options.ts";

/** The pixels of an axis, and the values that are marked on it. */
export interface Axis {
  readonly scale: ScaleLinear<number, number>;
  /** In ascending order. */
  readonly ticks: readonly number[];
}

const valueTicks = 4;

/** From 0 to a round value; that of bytes is round in the largest unit of which there are two. */
export function valueAxisUpTo(most: number, unit: PlotUnit, range: readonly number[]): Axis {
  const exponent = unit === "bytes" ? Math.floor(Math.log2(Math.max(most, 2) / 2) / 10) : 0;
  const multiple = 1024 ** exponent;
  const round = scaleLinear([0, most / multiple], [0, 1]).nice(valueTicks);
  const inUnit = (value: number) => value * multiple;
  return {
    scale: scaleLinear(round.domain().map(inUnit), range),
    ticks: round.ticks(valueTicks).map(inUnit),
  };
}

/** Exactly as long as the time that is shown. */
export function timeAxisOf(
  domain: readonly [number, number],
  range: readonly [number, number],
): Axis {
  const scale = scaleLinear(domain, range);
  const widthPx = range[1] - range[0];
  return { scale, ticks: scale.ticks(Math.max(2, Math.floor(widthPx / 90))) };
}

export function isInside(value: number, { scale }: Axis): boolean {
  const [first = 0, last = 0] = scale.domain();
  return value >= first && value <= last;
}

/** @returns a tick's label. */
export function formatTick(value: number, unit: PlotUnit): string {
  switch (unit) {
    case "bytes":
      return value >= 1024 && value < 10_240
        ? `${Number((value / 1024).toFixed(1))} KiB`
        : formatBytes(value);
    case "percent":
      return `${Number(value.toPrecision(3))} %`;
    case "ms":
      return `${Number(value.toPrecision(4))} ms`;
    case "segments":
    case "descriptors":
      return String(Number(value.toPrecision(4)));
  }
}
