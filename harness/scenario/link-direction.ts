/** The directions of a link, by where its segments go. */
export const linkDirections = ["toServer", "toClient"] as const;

export type LinkDirection = (typeof linkDirections)[number];
