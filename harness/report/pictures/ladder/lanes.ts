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
  // The second wire, behind a proxy.
  proxy: 1258,
  upstream: 1678,
  widthWithUpstream: 1732,
} as const;

/** The wires of a picture: the client's, and the one between a proxy and its upstream. */
export type Wire = "first" | "second";

const sides = {
  first: { client: "client", server: "server" },
  second: { client: "proxy", server: "upstream" },
} as const;

/** Characters that fit beside the lanes at 11 pixels. */
export const textMax = { application: 42, arrow: 62, process: 48, picture: 176 } as const;

/** @returns the lanes between which a segment of the wire travels. */
export function sidesOf(direction: LinkDirection, wire: Wire) {
  const { client, server } = sides[wire];
  return direction === "toServer" ? { from: client, to: server } : { from: server, to: client };
}

/** @returns the middle of the wire, in pixels from the left. */
export function middleOf(wire: Wire): number {
  const { client, server } = sides[wire];
  return (laneX[client] + laneX[server]) / 2;
}

/** @returns the width of a picture, which has room for the second wire where one is drawn. */
export function widthWith(hasUpstream: boolean): number {
  return hasUpstream ? laneX.widthWithUpstream : laneX.width;
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

/** A proxy is a server to its client, and a client to its upstream. */
const ofProxies = [
  ["application", "client application"],
  ["client", "client host"],
  ["server", "proxy host"],
  ["process", "proxy process"],
  ["proxy", "proxy host"],
  ["upstream", "upstream host"],
] as const;

interface Lanes {
  readonly topPx: number;
  readonly bottomPx: number;
  /** Whether a client was under test. */
  readonly isOfClient: boolean;
  /** Whether a proxy was, and its second wire is drawn. */
  readonly hasUpstream: boolean;
}

/** The vertical time lines, with their names. */
export function drawLanes({ topPx, bottomPx, isOfClient, hasUpstream }: Lanes): string {
  const lanes = hasUpstream ? ofProxies : isOfClient ? ofClients : ofServers;
  const lines = lanes.map(([lane, name]) => {
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
  const wireName = (wire: Wire, name: string) =>
    text({ x: middleOf(wire), y: topPx - 8, anchor: "middle" }, name, { className: "h" });
  return [
    ...lines,
    ...(hasUpstream
      ? [wireName("first", "client's wire"), wireName("second", "second wire")]
      : [wireName("first", "wire")]),
    text({ x: laneX.time, y: topPx - 8, anchor: "end" }, "ms", { className: "h" }),
  ].join("");
}
