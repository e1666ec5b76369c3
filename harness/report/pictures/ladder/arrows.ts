import type { Crossing } from "../../../evidence/crossings/crossing.ts";
import { opposite } from "../../../evidence/crossings/way.ts";
import { flagsOf, isDatagram, type Passage } from "../../../evidence/passage.ts";
import { element, escapeXml, px, shorten } from "../svg.ts";
import type { Member } from "./cast.ts";
import { datagramTooltip } from "./datagram-label.ts";
import { labelOf, toneOf } from "./label.ts";
import { colourOf, laneX, middleOf, sidesOf, text, textMax } from "./lanes.ts";
import { atMs, type Run } from "./runs.ts";
import type { Anchor } from "./time.ts";

/** One run of segments on its way from lane to lane. */
export interface Arrow {
  readonly run: Run;
  readonly member: Member;
  readonly start: Anchor;
  /** Arrival of its first segment; null if it was not captured. */
  readonly end: Anchor | null;
  /** Departure of its last segment, if it has several. */
  readonly lastStart: Anchor | null;
  readonly lastEnd: Anchor | null;
}

/** How many characters fit on one half of the wire. */
const halfCharacters = 30;

export function arrowOf(run: Run, member: Member): Arrow | null {
  const { crossings } = run;
  const [first] = crossings;
  const last = crossings.at(-1);
  if (first === undefined || last === undefined) {
    return null;
  }
  const { from, to } = sidesOf(first.direction, member.wire);
  const wholeWire = member.wire === "first" ? "wire" : "second-wire";
  const anchor = (at: number, lane: Anchor["lane"], abovePx: number): Anchor => ({
    atMs: at,
    lane,
    abovePx,
    heightPx: 1,
    y: 0,
  });
  const arrival = ({ arrivedAtMs }: Passage, abovePx: number) =>
    arrivedAtMs === null ? null : anchor(arrivedAtMs, to, abovePx);
  const isRun = crossings.length > 1;
  return {
    run,
    member,
    // A long text spans the whole wire.
    start: anchor(atMs(first), labelOf(run, member).length > halfCharacters ? wholeWire : from, 15),
    end: arrival(first, 3),
    lastStart: isRun ? anchor(atMs(last), from, isDense(crossings) ? 5 : 15) : null,
    lastEnd: isRun ? arrival(last, 5) : null,
  };
}

/** @param prefix the connection's name, or empty. */
export function drawArrow(arrow: Arrow, prefix: string): string {
  const [first] = arrow.run.crossings;
  if (first === undefined) {
    return "";
  }
  const tone = toneOf(first);
  const { from, to } = sidesOf(first.direction, arrow.member.wire);
  const [x1, x2] = [laneX[from], laneX[to]];
  const label = shorten(
    prefix + labelOf(arrow.run, arrow.member),
    arrow.end === null ? halfCharacters : textMax.arrow,
  );
  const shape =
    arrow.end === null ? drawStranded(arrow, first) : drawArrived(arrow, first, arrow.end);
  return element(
    "g",
    { class: tone === "plain" ? colourOf(arrow.member.index) : tone },
    element("title", {}, escapeXml(tooltip(arrow, first))) +
      shape +
      drawLabel(label, { x1, x2, y1: arrow.start.y, y2: arrow.end?.y ?? arrow.start.y + 8 }, tone),
  );
}

interface Slope {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
}

/** Written along the arrow on its sender's side, so that opposite arrows' texts do not collide. */
function drawLabel(label: string, { x1, x2, y1, y2 }: Slope, tone: string): string {
  const isRight = x2 > x1;
  const degrees = (Math.atan2(y2 - y1, Math.abs(x2 - x1)) * 180) / Math.PI;
  const angle = isRight ? degrees : -degrees;
  const x = x1 + (isRight ? 9 : -9);
  const y = y1 - 3;
  return text({ x, y, anchor: isRight ? "start" : "end" }, label, {
    className: tone === "plain" ? "l" : `l ${tone}`,
    ...(degrees > 0.4 ? { transform: `rotate(${px(angle)} ${px(x1)} ${px(y1)})` } : {}),
  });
}

function classOf(passage: Passage): string {
  const { payloadBytes, marks } = passage;
  const { syn, fin, rst } = flagsOf(passage);
  const isAck = !isDatagram(passage) && payloadBytes === 0 && !(syn || fin || rst);
  const isAgain = marks.includes("retransmission");
  return `a${isAck && marks.length === 0 ? " ack" : ""}${isAgain ? " again" : ""}`;
}

function drawArrived(
  { run, member: { wire }, start, lastStart, lastEnd }: Arrow,
  first: Passage,
  end: Anchor,
): string {
  const { from, to } = sidesOf(first.direction, wire);
  const [x1, x2] = [laneX[from], laneX[to]];
  // If only the arrival was captured, the arrow has no known start.
  const x0 = first.sentAtMs === null ? middleOf(wire) : x1;
  const className = classOf(first);
  const line = (y1: number, y2: number) =>
    element("path", { class: className, d: `M${px(x0)} ${px(y1)}L${px(x2)} ${px(y2)}` }) +
    drawTip({ x: x2, y: y2 }, x2 > x1);
  if (lastStart === null || lastEnd === null) {
    return line(start.y, end.y);
  }
  const corners = [
    [x1, start.y],
    [x2, end.y],
    [x2, lastEnd.y],
    [x1, lastStart.y],
  ] as const;
  const points = corners.map(([x, y]) => `${px(x)},${px(y)}`).join(" ");
  return (
    (isDense(run.crossings) ? element("polygon", { class: "band", points }) : "") +
    line(start.y, end.y) +
    line(lastStart.y, lastEnd.y) +
    (isDense(run.crossings)
      ? ""
      : drawLabel(
          `… the last of ${run.crossings.length}`,
          { x1, x2, y1: lastStart.y, y2: lastEnd.y },
          "q",
        ))
  );
}

/** Shading a second in which twenty segments crossed would suggest that nothing else happened. */
function isDense(crossings: readonly Passage[]): boolean {
  const [first] = crossings;
  const last = crossings.at(-1);
  return (
    first !== undefined &&
    last !== undefined &&
    atMs(last) - atMs(first) <= crossings.length * densePauseMsMax
  );
}

const densePauseMsMax = 2;

function drawTip({ x, y }: { readonly x: number; readonly y: number }, isRight: boolean): string {
  const back = isRight ? -8 : 8;
  return element("path", { class: "tip", d: `M${px(x)} ${px(y)}l${back} -3.5v7z` });
}

/** An arrow that ends on the wire, with a cross if the segment was lost. */
function drawStranded({ start, lastStart, member }: Arrow, first: Passage): string {
  const { from } = sidesOf(first.direction, member.wire);
  const middleX = middleOf(member.wire);
  const ys = lastStart === null ? [start.y] : [start.y, lastStart.y];
  return ys
    .map((y) => {
      const line = `M${laneX[from]} ${px(y)}L${middleX} ${px(y + 4)}`;
      const isLost = first.fate === "lost";
      const cross = `M${middleX - 5} ${px(y - 1)}l10 10m0 -10l-10 10`;
      return (
        element("path", { class: isLost ? classOf(first) : "a dim", d: line }) +
        (isLost ? element("path", { class: "x", d: cross }) : "")
      );
    })
    .join("");
}

function tooltip({ run, member }: Arrow, first: Passage): string {
  const last = run.crossings.at(-1) ?? first;
  const at = (ms: number | null) => (ms === null ? "not seen" : `${ms.toFixed(3)} ms`);
  const [said = "", ...more] = isDatagram(first) ? datagramTooltip(first) : headerOf(first);
  const parts = [
    `${shorten(member.name, 40)} ${wayOf(member, first)}: ${said}`,
    ...more,
    `left ${at(first.sentAtMs)}`,
    first.fate === "lost" ? "lost on the wire" : `arrived ${at(first.arrivedAtMs)}`,
    ...(last === first ? [] : [`the last of ${run.crossings.length} left ${at(last.sentAtMs)}`]),
  ];
  return parts.join(", ");
}

/** Seen from the end that connected, which a client under test is in the server's place. */
function wayOf({ wire, isAccepted }: Member, { direction }: Passage): string {
  if (wire === "second") {
    return direction === "toServer" ? "toUpstream" : "toProxy";
  }
  return isAccepted ? opposite(direction) : direction;
}

function headerOf(segment: Crossing): readonly string[] {
  const { flags, sequence, acknowledgement, windowBytes, sackBlocks } = segment;
  const { maximumSegmentBytes } = segment;
  const set = Object.entries(flags).flatMap(([name, isSet]) => (isSet ? [name.toUpperCase()] : []));
  return [
    set.join(" "),
    `seq ${sequence}`,
    ...(acknowledgement === null ? [] : [`ack ${acknowledgement}`]),
    windowBytes === null ? "window not known" : `window ${windowBytes}`,
    ...sackBlocks.map(([from, to]) => `SACK ${from}–${to}`),
    ...(maximumSegmentBytes === null ? [] : [`MSS ${maximumSegmentBytes}`]),
  ];
}
