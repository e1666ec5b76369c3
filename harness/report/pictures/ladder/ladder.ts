import { element, escapeXml, px, shorten } from "../svg.ts";
import { type Arrow, drawArrow } from "./arrows.ts";
import { drawBroken } from "./broken.ts";
import { drawDeafness, drawFaults, drawPauses, drawTimes } from "./ground.ts";
import { drawHeader } from "./header.ts";
import { drawLanes, widthWith } from "./lanes.ts";
import type { LadderOptions } from "./options.ts";
import { drawNote } from "./place-note.ts";
import { composeScene, isOfClient, type Scene } from "./scene.ts";
import { ladderStyle } from "./style.ts";
import { drawFooter } from "./summary.ts";
import { placeAnchors } from "./time.ts";

export { ladderStyle };

/**
 * Draws a case: who did what, what crossed the wire, and where the requirement broke. Time runs
 * down; a capture that cannot be read is left out, and the picture says so.
 *
 * @returns one self-contained SVG without script, at most 200 KB.
 */
export function ladder(options: LadderOptions): string {
  const scene = composeScene(options);
  const { hasUpstream } = scene.cast;
  const widthPx = widthWith(hasUpstream);
  const header = drawHeader(options, scene);
  const topPx = header.heightPx + 26;
  const scale = placeAnchors(scene.anchors, {
    topPx: topPx + 4,
    flightMs: Math.max(
      ...(["first", "second"] as const).map((wire) =>
        medianFlightMs(scene.arrows.filter(({ member }) => member.wire === wire)),
      ),
    ),
  });
  const bottomPx = scale.bottomPx + 14;
  const footer = drawFooter(scene, bottomPx + 10);
  const heightPx = Math.ceil(footer.bottomPx + 8);
  const content = [
    element("title", {}, escapeXml(shorten(options.title, 160))),
    element("desc", {}, escapeXml(scene.description)),
    options.withStyle === false ? "" : element("style", {}, ladderStyle),
    header.drawn,
    drawLanes({ topPx, bottomPx, isOfClient: isOfClient(options.history), hasUpstream }),
    drawPauses(scale, hasUpstream),
    drawFaults(scene.faults),
    drawDeafness(options.history, scene.cast, scale),
    drawTimes(scene.timed),
    ...drawArrows(scene),
    ...scene.notes.map(drawNote),
    scene.broken === null ? "" : drawBroken(scene.broken),
    footer.drawn,
  ];
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: "sp-ladder",
      role: "img",
      width: widthPx,
      height: heightPx,
      viewBox: `0 0 ${widthPx} ${px(heightPx)}`,
    },
    content.join(""),
  );
}

/** @returns 0 if no arrival was captured. */
function medianFlightMs(arrows: readonly Arrow[]): number {
  const flights = arrows
    .flatMap(({ run: { crossings } }) => crossings.slice(0, 1))
    .flatMap(({ sentAtMs, arrivedAtMs }) =>
      sentAtMs === null || arrivedAtMs === null ? [] : [arrivedAtMs - sentAtMs],
    )
    .toSorted((a, b) => a - b);
  return flights[flights.length >> 1] ?? 0;
}

/**
 * With several connections, an arrow is labelled with its connection if the arrow above belongs to
 * another.
 */
function drawArrows({ arrows, cast }: Scene): readonly string[] {
  const ordered = arrows.toSorted((a, b) => a.start.y - b.start.y);
  const latest = new Map<string, Arrow>();
  return ordered.map((arrow) => {
    const { direction = "" } = arrow.run.crossings[0] ?? {};
    const way = `${arrow.member.wire} ${direction}`;
    const isChange = latest.get(way)?.member !== arrow.member;
    latest.set(way, arrow);
    const isNamed = cast.members.length > 1 && isChange;
    return drawArrow(arrow, isNamed ? `${shorten(arrow.member.name, 16)}: ` : "");
  });
}
