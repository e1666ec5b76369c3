/** Lines over time, with labelled axes. All text is escaped. */
export interface PlotOptions {
  readonly title: string;
  /** The values' unit, which determines the ticks and the axis label. */
  readonly unit: PlotUnit;
  readonly series: readonly PlotSeries[];
  /** Moments to mark with a vertical line, for example where a requirement broke. */
  readonly marks?: readonly PlotMark[];
  /** The time axis, in ms since the case began. Default: from the first point to the last. */
  readonly fromMs?: number;
  readonly untilMs?: number;
  /** Default 560 × 220. */
  readonly widthPx?: number;
  readonly heightPx?: number;
  /** See `LadderOptions.withStyle`; the style is `plotStyle`. */
  readonly withStyle?: boolean;
}

export type PlotUnit = "bytes" | "segments" | "descriptors" | "percent" | "ms";

export interface PlotSeries {
  readonly name: string;
  /** In order of time. A null value interrupts the line. */
  readonly points: readonly { readonly atMs: number; readonly value: number | null }[];
}

export interface PlotMark {
  readonly atMs: number;
  readonly label: string;
}
