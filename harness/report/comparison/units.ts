import type { Interval } from "../../statistics/bootstrap.ts";
import { formatBytes } from "../../verdict/text.ts";

/** A value with the three digits that mean something, and its unit. */
export function formatFigure(value: number, unit: string): string {
  switch (unit) {
    case "B":
      return formatBytes(value);
    case "ms":
      return value < 1 ? `${digits(value * 1000)} µs` : `${digits(value)} ms`;
    case "bit/s":
      return formatBitRate(value);
    case "1/s":
      return `${Math.round(value).toLocaleString("en")}/s`;
    case "1":
      return value.toFixed(3);
    default:
      return `${digits(value)} ${unit}`;
  }
}

function formatBitRate(bits: number): string {
  if (bits >= 1e9) {
    return `${digits(bits / 1e9)} Gbit/s`;
  }
  return bits >= 1e5 ? `${digits(bits / 1e6)} Mbit/s` : `${digits(bits / 1e3)} kbit/s`;
}

/** How far the median may be from what was measured, such as `−2 % to +3 %`. */
export function formatSpread(
  { median, interval }: { readonly median: number; readonly interval: Interval },
  unit: string,
): string {
  if (median === 0) {
    return formatRange(interval, (value) => formatFigure(value, unit));
  }
  return formatRange(interval, (value) => percent(value / median - 1));
}

function percent(share: number): string {
  const sign = share < 0 ? "−" : "+";
  const amount = Math.abs(100 * share);
  return `${sign}${amount < 9.95 ? amount.toFixed(1) : amount.toFixed(0)} %`;
}

export function formatRange({ low, high }: Interval, format: (value: number) => string): string {
  return `${format(low)} to ${format(high)}`;
}

function digits(value: number): string {
  return `${Number(value.toPrecision(3))}`;
}
