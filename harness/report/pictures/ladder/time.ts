/** Something at a moment in time that needs room in its lane. */
export interface Anchor {
  readonly atMs: number;
  readonly lane: Lane;
  /** Minimum distance to whatever is above it in its lane. */
  readonly abovePx: number;
  /** Room that it takes up below its position. */
  readonly heightPx: number;
  /** Set by {@link placeAnchors}. */
  y: number;
}

/**
 * `wire` is both hosts, and `second-wire` both of that behind a proxy; `all` occupies every lane;
 * `none` occupies no lane.
 */
export type Lane =
  | "application"
  | "client"
  | "server"
  | "process"
  | "wire"
  | "proxy"
  | "upstream"
  | "second-wire"
  | "all"
  | "none";

/** A period without events that is long enough to be collapsed. */
interface Pause {
  readonly y: number;
  readonly heightPx: number;
  readonly durationMs: number;
}

export interface TimeScale {
  readonly pauses: readonly Pause[];
  readonly bottomPx: number;
  /** @returns the position of a moment that has no anchor. */
  yAt(ms: number): number;
}

/** Minimum length of a pause, which is labelled rather than drawn to scale. */
const pauseMsMin = 20;
const pausePx = 30;

/**
 * Runs time down the picture so that order is exact, and microseconds and seconds can both be
 * read: a span's height grows with its logarithm, and further if the lanes need room.
 *
 * @param anchors whose `y` is set.
 * @param flightMs how long segments are in flight; meanwhile there is no pause.
 */
export function placeAnchors(
  anchors: readonly Anchor[],
  { topPx, flightMs }: { readonly topPx: number; readonly flightMs: number },
): TimeScale {
  const silenceMs = Math.max(pauseMsMin, flightMs * 1.5);
  const ordered = anchors.toSorted((a, b) => a.atMs - b.atMs);
  const bottoms = new Map<Lane, number>();
  const pauses: Pause[] = [];
  let previousY = topPx;
  let previousMs = ordered[0]?.atMs ?? 0;
  for (const anchor of ordered) {
    const spanMs = anchor.atMs - previousMs;
    const isPause = spanMs >= silenceMs;
    const free = freeFrom(anchor, bottoms);
    if (isPause) {
      const from = Math.max(previousY, ...bottoms.values()) + 4;
      pauses.push({ y: from, heightPx: pausePx - 8, durationMs: spanMs });
      anchor.y = Math.max(from + pausePx - 4, free);
    } else {
      anchor.y = Math.max(previousY + spanPx(spanMs), free);
    }
    takeRoom(anchor, bottoms);
    previousY = anchor.lane === "all" ? anchor.y + anchor.heightPx : anchor.y;
    previousMs = anchor.atMs;
  }
  return {
    pauses,
    bottomPx: Math.max(previousY, ...bottoms.values()),
    yAt: (ms) => interpolate(ordered, ms, topPx),
  };
}

/** 20 µs take 3 px, 200 µs 10 px, 2 ms 20 px. */
function spanPx(spanMs: number): number {
  return 10 * Math.log10(1 + spanMs / 0.02);
}

const lanesOf: Readonly<Record<Lane, readonly Lane[]>> = {
  application: ["application"],
  client: ["client"],
  server: ["server"],
  process: ["process"],
  wire: ["client", "server"],
  proxy: ["proxy"],
  upstream: ["upstream"],
  "second-wire": ["proxy", "upstream"],
  all: ["application", "client", "server", "process", "proxy", "upstream"],
  none: [],
};

function freeFrom({ lane, abovePx }: Anchor, bottoms: ReadonlyMap<Lane, number>): number {
  const taken = lanesOf[lane].map((each) => bottoms.get(each) ?? Number.NEGATIVE_INFINITY);
  return Math.max(Number.NEGATIVE_INFINITY, ...taken) + abovePx;
}

function takeRoom({ lane, y, heightPx }: Anchor, bottoms: Map<Lane, number>): void {
  for (const each of lanesOf[lane]) {
    bottoms.set(each, Math.max(bottoms.get(each) ?? 0, y + heightPx));
  }
}

function interpolate(ordered: readonly Anchor[], ms: number, topPx: number): number {
  const after = ordered.findIndex(({ atMs }) => atMs > ms);
  const next = ordered[after];
  const last = after < 0 ? ordered.at(-1) : ordered[after - 1];
  if (last === undefined || next === undefined) {
    return last?.y ?? next?.y ?? topPx;
  }
  const share = (ms - last.atMs) / (next.atMs - last.atMs);
  return last.y + share * (next.y - last.y);
}
