import type { Interval } from "../../statistics/bootstrap.ts";
import { formatBytes } from "../../verdict/text.ts";

/** A value with three digits that mean something, and its unit. */
export function formatFigure(value: number, unit: string): string {
  switch (unit) {
    case "B":
      return formatBytes(value);
    case "ms":
      return value < 1 ? `${digits(value * 1000)} µs` : `${digits(value)} ms`;
    case "bit/s":
      return value >= 1e9 ? `${digits(value / 1e9)} Gbit/s` : `${digits(value / 1e6)} Mbit/s`;
    case "1/s":
      return `${Math.round(value).toLocaleString("en")}/s`;
    case "1":
      return value.toFixed(3);
    default:
      return `${digits(value)} ${unit}`;
  }
}

export function formatRange({ low, high }: Interval, unit: string): string {
  return `${formatFigure(low, unit)} to ${formatFigure(high, unit)}`;
}

function digits(value: number): string {
  return `${Number(value.toPrecision(3))}`;
}
