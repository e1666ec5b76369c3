/** Lines over a measured quantity, with theory beside them. All text is escaped. */
export interface ChartOptions {
  readonly title: string;
  /** One line below the title, such as what a point and a band are. */
  readonly subtitle: string;
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly lines: readonly ChartLine[];
  /** Curves that nobody measured, drawn muted and behind the lines. */
  readonly theory?: readonly ChartCurve[];
  /** Vertical reference lines. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
  /** Default 680 × 360. */
  readonly widthPx?: number;
  readonly heightPx?: number;
}

export interface ChartAxis {
  /** What it shows, with its unit where the ticks carry none. */
  readonly label: string;
  readonly scale: "linear" | "log";
  /** The base of a log scale's ticks. Default 10. */
  readonly base?: 2 | 10;
  /** From left to right, or from the bottom to the top; may descend. Default: what the lines need. */
  readonly domain?: readonly [number, number];
  /** Default: round values. */
  readonly ticks?: readonly number[];
  readonly format: (value: number) => string;
}

export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  /** The edges of the band around the line. */
  readonly low?: number;
  readonly high?: number;
}

export interface ChartLine {
  readonly name: string;
  /** In the order of the x axis. */
  readonly points: readonly ChartPoint[];
}

export interface ChartCurve extends ChartLine {
  /** Levels that hold at single points only are drawn as short bars. Default: a curve. */
  readonly drawnAs?: "curve" | "levels";
  /** Whether the y axis reaches to all of it. Default: what lies beyond the lines is left out. */
  readonly extendsAxis?: boolean;
}
