import type { LinkDirection } from "../scenario/link-direction.ts";

/** The keys by which networks and observations of links, which are stored, name the directions. */
export const directionKey = {
  toServer: "up",
  toClient: "down",
} as const satisfies Record<LinkDirection, string>;
