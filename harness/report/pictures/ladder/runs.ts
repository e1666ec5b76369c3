import { flagsOf, isDatagram, type Passage } from "../../../evidence/passage.ts";

/** Similar segments close together, drawn as one; or a single segment. */
export interface Run {
  readonly crossings: readonly Passage[];
  /** Whether it must be visible whatever else is dropped. */
  readonly isLandmark: boolean;
}

/** Levels of detail, finest first: segments closer together than this form one run. */
const pausesMs = [0, 0.5, 5, 50, 500, Number.POSITIVE_INFINITY] as const;

/**
 * How a landmark affects other runs, finest first: `closes` them all, so that nothing is
 * merged across it; stands `apart` from them; or may `join` others of its kind.
 */
const modes = ["closes", "apart", "joins"] as const;

/**
 * Groups the segments of one connection into at most the given number of runs, as finely as
 * possible.
 *
 * @returns the runs in order of time, and how many segments had to be dropped, those
 *   that are not landmarks first.
 */
export function groupRuns(crossings: readonly Passage[], runsMax: number) {
  const landmarks = findLandmarks(crossings);
  const kinds = new Map(crossings.map((crossing) => [crossing, kindOf(crossing)]));
  let runs: readonly Run[] = [];
  for (const mode of modes) {
    for (const pauseMs of pausesMs) {
      runs = runsOf(crossings, { landmarks, kinds, pauseMs, mode });
      if (runs.length <= runsMax) {
        return { runs, segmentsLeftOut: 0 };
      }
    }
  }
  return leaveOut(runs, runsMax);
}

/** Whether it begins, ends or disturbs a connection. */
function findLandmarks(crossings: readonly Passage[]): ReadonlySet<Passage> {
  const isZero = { toServer: false, toClient: false };
  const landmarks = new Set<Passage>();
  for (const crossing of crossings) {
    const { marks, fate, direction } = crossing;
    const flags = flagsOf(crossing);
    const isClosed = marks.includes("zero-window");
    const isEvent =
      flags.syn ||
      flags.fin ||
      flags.rst ||
      flags.urg ||
      fate === "lost" ||
      marks.some(isTelling) ||
      isStrange(crossing);
    if (isEvent || (isClosed && !isZero[direction])) {
      landmarks.add(crossing);
    }
    isZero[direction] = isClosed;
  }
  return landmarks;
}

/** The first segment after its SYN, of the end that connected, is a run by itself. */
function findHandshakeEnd(crossings: readonly Passage[]): Passage | undefined {
  const opening = crossings.find((crossing) => flagsOf(crossing).syn)?.direction ?? "toServer";
  return crossings.find(
    (crossing) => !isDatagram(crossing) && crossing.direction === opening && !crossing.flags.syn,
  );
}

/** An error, or a reply to nothing. */
function isStrange(passage: Passage): boolean {
  return isDatagram(passage) && (passage.icmp !== null || passage.number === null);
}

function isTelling(mark: Passage["marks"][number]): boolean {
  switch (mark) {
    case "zero-window":
    case "window-update":
    case "duplicate-ack":
      return false;
    case "retransmission":
    case "original-arrived":
    case "out-of-order":
    case "duplicated":
    case "window-opened":
    case "window-probe":
    case "keep-alive":
      return true;
  }
}

interface Grouping {
  readonly landmarks: ReadonlySet<Passage>;
  readonly kinds: ReadonlyMap<Passage, string>;
  /** A longer pause ends a run. */
  readonly pauseMs: number;
  readonly mode: (typeof modes)[number];
}

function runsOf(
  crossings: readonly Passage[],
  { landmarks, kinds, pauseMs, mode }: Grouping,
): readonly Run[] {
  const handshakeEnd = findHandshakeEnd(crossings);
  const runs: { crossings: Passage[]; isLandmark: boolean }[] = [];
  const open = new Map<string, { crossings: Passage[]; isLandmark: boolean }>();
  for (const crossing of crossings) {
    const isLandmark = landmarks.has(crossing);
    const kind = kinds.get(crossing) ?? "";
    const run = open.get(kind);
    const last = run?.crossings.at(-1);
    const isHandshake = flagsOf(crossing).syn || crossing === handshakeEnd;
    const isAlone = isHandshake || (isLandmark && mode !== "joins");
    if (
      !isAlone &&
      run !== undefined &&
      last !== undefined &&
      atMs(crossing) - atMs(last) <= pauseMs
    ) {
      run.crossings.push(crossing);
      continue;
    }
    const made = { crossings: [crossing], isLandmark };
    runs.push(made);
    if (isHandshake || (isAlone && mode === "closes")) {
      open.clear();
    } else if (pauseMs > 0 && !isAlone) {
      open.set(kind, made);
    }
  }
  return runs;
}

/** Segments of one kind look alike. */
function kindOf(passage: Passage): string {
  const { direction, fate, marks, payloadBytes } = passage;
  const flags = flagsOf(passage);
  const alike = marks.filter((mark) => mark !== "window-update" && mark !== "duplicate-ack");
  const bits = [flags.syn, flags.fin, flags.rst, flags.urg, payloadBytes > 0];
  const which = isDatagram(passage) ? [passage.source, passage.icmp, passage.number === null] : [];
  return [direction, fate, ...bits.map(Number), ...alike, ...which].join(" ");
}

/** Prefers landmarks, then the first and the last runs. */
function leaveOut(runs: readonly Run[], runsMax: number) {
  const landmarks = runs.filter(({ isLandmark }) => isLandmark);
  const preferred = landmarks.length >= runsMax ? landmarks : runs;
  const others = preferred.filter(({ isLandmark }) => preferred === landmarks || !isLandmark);
  const room = runsMax - (preferred.length - others.length);
  const head = Math.ceil(room / 2);
  const tail = others.length - (room - head);
  const dropped = new Set(others.slice(head, tail));
  const kept = new Set(preferred.filter((run) => !dropped.has(run)));
  const segmentsLeftOut = runs
    .filter((run) => !kept.has(run))
    .reduce((sum, { crossings }) => sum + crossings.length, 0);
  return { runs: runs.filter((run) => kept.has(run)), segmentsLeftOut };
}

/** When a segment was first captured. */
export function atMs({ sentAtMs, arrivedAtMs }: Passage): number {
  return sentAtMs ?? arrivedAtMs ?? 0;
}
