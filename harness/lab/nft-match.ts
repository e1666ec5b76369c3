/** Header lengths of TCP in words: 5 without options, 15 at most (RFC 9293 §3.1). */
const dataOffsets = Array.from({ length: 11 }, (_, index) => index + 5);

/** nft matches, one of which is true of a segment with data: its packet is longer than its headers. */
export const carriesData: readonly string[] = dataOffsets.flatMap((words) => [
  `meta nfproto ipv4 tcp doff ${words} ip length > ${20 + 4 * words}`,
  `meta nfproto ipv6 tcp doff ${words} ip6 length > ${4 * words}`,
]);
