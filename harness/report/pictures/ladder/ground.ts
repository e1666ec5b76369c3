import type { History, LinkFaultRecord } from "../../../history/history.ts";
import type { LinkFault } from "../../../scenario/step.ts";
import { element, px } from "../svg.ts";
import { formatSpan } from "../units.ts";
import type { Cast } from "./cast.ts";
import { colourOf, laneX, text, widthWith } from "./lanes.ts";
import type { Anchor, TimeScale } from "./time.ts";

/** Gaps in which nothing happened, labelled with their real length. */
export function drawPauses({ pauses }: TimeScale, hasUpstream: boolean): string {
  const upstreamLanes = hasUpstream ? [laneX.proxy, laneX.upstream] : [];
  const lanes = [laneX.application, laneX.client, laneX.server, laneX.process, ...upstreamLanes];
  return pauses
    .map(({ y, heightPx, durationMs }) => {
      const middle = y + heightPx / 2;
      const zigs = lanes
        .map(
          (x) =>
            `M${x} ${px(y)}l5 ${px(heightPx / 4)}l-10 ${px(heightPx / 2)}l5 ${px(heightPx / 4)}`,
        )
        .join("");
      return (
        element("rect", {
          class: "gap",
          x: 0,
          y,
          width: widthWith(hasUpstream),
          height: heightPx,
        }) +
        text({ x: laneX.time, y: middle + 4, anchor: "end" }, `⋮ ${formatSpan(durationMs)}`, {
          className: "q",
        }) +
        element("path", { class: "zig", d: zigs })
      );
    })
    .join("");
}

/** The wire has another colour while a step's link fault is active. */
export function drawFaults(faults: readonly PlacedFault[]): string {
  const width = laneX.server - laneX.client;
  return faults
    .map(({ from, until, words }) => {
      const at = { x: laneX.client + width / 2, y: from.y, anchor: "middle" } as const;
      const height = Math.max(12, until.y - from.y + 12);
      return (
        element("rect", { class: "fault", x: laneX.client, y: from.y - 12, width, height }) +
        text(at, words, { className: "l bad", charactersMax: 58 })
      );
    })
    .join("");
}

/** A link fault with the row that names it. */
export interface PlacedFault {
  readonly from: Anchor;
  readonly until: Anchor;
  readonly words: string;
}

export function placeFault({
  fault,
  atMs,
  untilMs,
  droppedSegments,
}: LinkFaultRecord): PlacedFault {
  return {
    from: { atMs, lane: "wire", abovePx: 18, heightPx: 4, y: 0 },
    until: { atMs: untilMs, lane: "none", abovePx: 0, heightPx: 0, y: 0 },
    words: `link: ${faultLabel(fault)}; ${droppedSegments} lost`,
  };
}

function faultLabel(fault: LinkFault): string {
  const way =
    fault.direction === undefined
      ? "both ways"
      : fault.direction === "toServer"
        ? "to the server"
        : "to the client";
  if (fault.do === "blackhole") {
    return `loses everything ${way}`;
  }
  const { nth = 1, count = 1, every, of } = fault;
  const what = of === "syn" ? "handshake" : "data";
  const which =
    every !== undefined
      ? `s, every ${every}th,`
      : count === 1
        ? ` ${nth}`
        : `s ${nth}–${nth + count - 1}`;
  return `loses ${what} segment${which} ${way}`;
}

/** The application's lane is thick while it does not read from a shown connection. */
export function drawDeafness({ events }: History, { members }: Cast, scale: TimeScale): string {
  return members
    .map(({ name, index }) => {
      const own = events.filter(({ connection }) => connection === name);
      const bars = own.flatMap((event, position) => {
        if (event.event !== "reading-stopped") {
          return [];
        }
        const end = own.slice(position).find((later) => endsDeafness.has(later.event));
        return [
          {
            from: scale.yAt(event.atMs),
            to: end === undefined ? scale.bottomPx : scale.yAt(end.atMs),
          },
        ];
      });
      const d = bars.map(({ from, to }) => `M${laneX.application} ${px(from)}V${px(to)}`).join("");
      return d === ""
        ? ""
        : element("g", { class: colourOf(index) }, element("path", { class: "bar", d }));
    })
    .join("");
}

const endsDeafness: ReadonlySet<string> = new Set([
  "reading-resumed",
  "rst-sent",
  "closed",
  "rst-received",
]);

const leastDistancePx = 12;

/** Writes as many times in the margin as there is room for. */
export function drawTimes(anchors: readonly Anchor[]): string {
  let lastY = Number.NEGATIVE_INFINITY;
  return anchors
    .toSorted((a, b) => a.y - b.y)
    .map(({ y, atMs }) => {
      if (y - lastY < leastDistancePx) {
        return "";
      }
      lastY = y;
      return text({ x: laneX.time, y: y + 4, anchor: "end" }, atMs.toFixed(3), { className: "q" });
    })
    .join("");
}
