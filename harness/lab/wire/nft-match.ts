/**
 * Header lengths of TCP in words, 5 without options and 15 at most (RFC 9293 §3.1). 8 comes first:
 * with timestamps it is that of nearly every segment.
 */
const dataOffsets = [8, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15];

/**
 * nft matches, one of which is true for a segment with data: its packet is longer than its headers.
 */
export const carriesData: readonly string[] = dataOffsets.flatMap((words) => [
  `meta protocol ip tcp doff ${words} ip length > ${20 + 4 * words}`,
  `meta protocol ip6 tcp doff ${words} ip6 length > ${4 * words}`,
]);
