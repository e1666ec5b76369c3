import type { LinkDirection } from "../../../scenario/link-direction.ts";

import { element, escapeXml, px, shorten } from "../svg.ts";
import { lineColours } from "../theme.ts";

/** Positions of the lanes, in pixels from the left. */
export const laneX = {
  time: 66,
  application: 376,
  client: 430,
  server: 850,
  process: 904,
  width: 1204,
} as const;

/** Characters that fit beside the lanes at 11 pixels. */
export const textMax = { application: 42, arrow: 62, process: 48, picture: 176 } as const;

export function sidesOf(direction: LinkDirection) {
  return direction === "toServer"
    ? ({ from: "client", to: "server" } as const)
    : ({ from: "server", to: "client" } as const);
}

/** The class of a connection's colour. */
export function colourOf(member: number | null): string {
  return member === null ? "none" : `c${lineColours[member % lineColours.length]}`;
}

export function text(
  at: { readonly x: number; readonly y: number; readonly anchor?: "start" | "middle" | "end" },
  written: string,
  {
    className,
    charactersMax,
    transform,
  }: { className?: string; charactersMax?: number; transform?: string } = {},
): string {
  return element(
    "text",
    {
      x: at.x,
      y: at.y,
      "text-anchor": at.anchor === "start" ? undefined : at.anchor,
      class: className,
      transform,
    },
    escapeXml(charactersMax === undefined ? written : shorten(written, charactersMax)),
  );
}

const ofServers = [
  ["application", "client application"],
  ["client", "client host"],
  ["server", "server host"],
  ["process", "server process"],
] as const;

/** The driver plays the server in the host where clients are otherwise. */
const ofClients = [
  ["application", "driver, as a server"],
  ["client", "driver's host"],
  ["server", "client host"],
  ["process", "client process"],
] as const;

interface Lanes {
  readonly topPx: number;
  readonly bottomPx: number;
  /** Whether a client was under test. */
  readonly isOfClient: boolean;
}

/** The vertical time lines, with their names. */
export function drawLanes({ topPx, bottomPx, isOfClient }: Lanes): string {
  const lines = (isOfClient ? ofClients : ofServers).map(([lane, name]) => {
    const x = laneX[lane];
    const anchor = lane === "application" ? "end" : lane === "process" ? "start" : "middle";
    return (
      element("path", { class: "life", d: `M${x} ${px(topPx)}V${px(bottomPx)}` }) +
      text(
        { x: x + (anchor === "end" ? 6 : anchor === "start" ? -6 : 0), y: topPx - 8, anchor },
        name,
        { className: "h" },
      )
    );
  });
  const middle = (laneX.client + laneX.server) / 2;
  return [
    ...lines,
    text({ x: middle, y: topPx - 8, anchor: "middle" }, "wire", { className: "h" }),
    text({ x: laneX.time, y: topPx - 8, anchor: "end" }, "ms", { className: "h" }),
  ].join("");
}
