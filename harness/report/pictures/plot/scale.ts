import { formatBytes } from "../../../verdict/text.ts";
import type { PlotUnit } from "./options.ts";

/** The values marked on an axis, in ascending order. */
export interface Scale {
  readonly least: number;
  readonly most: number;
  readonly ticks: readonly number[];
}

/**
 * Chooses round ticks that span all values.
 *
 * @param stepBase steps are 1, 2 or 5 times a power of it: 10, or 2 for bytes.
 */
export function niceScale(
  { least, most }: { readonly least: number; readonly most: number },
  { stepsMax, base }: { readonly stepsMax: number; readonly base: 2 | 10 },
): Scale {
  const span = Math.max(most - least, Number.MIN_VALUE);
  const rough = span / stepsMax;
  const power = base ** Math.floor(Math.log(rough) / Math.log(base));
  const multiples = base === 2 ? [1, 2] : [1, 2, 5, 10];
  const step = power * (multiples.find((multiple) => multiple * power >= rough * 0.999) ?? base);
  const first = Math.floor(least / step);
  const last = Math.max(first + 1, Math.ceil(most / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  return { least: first * step, most: last * step, ticks };
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
