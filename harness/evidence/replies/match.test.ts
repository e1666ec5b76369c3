import { describe, expect, test } from "vitest";
import { makeExchange } from "../fixtures/timed-segments.ts";
import { matchReplies } from "./match.ts";
import type { TimedSegment } from "./timed-segment.ts";

/** Messages of 100 bytes on one connection. */
const load = { clientPorts: [50_000], messageBytes: 100, startedNs: 10, echoedInAll: 0 };

const { handshake, request, reply } = makeExchange();

/** @returns when each request had arrived, and when its reply had left. */
function times(segments: readonly TimedSegment[], of = load) {
  const served = matchReplies([...handshake, ...segments], of);
  return typeof served === "string"
    ? served
    : served.map(({ arrivedNs, repliedNs }) => [arrivedNs, repliedNs]);
}

describe("a request and its reply", () => {
  test("are matched by their order", () => {
    const segments = [
      request({ atNs: 100, from: 0, bytes: 100 }),
      reply({ atNs: 120, from: 0, bytes: 100 }),
      request({ atNs: 200, from: 100, bytes: 100 }),
      reply({ atNs: 250, from: 100, bytes: 100 }),
    ];
    expect(times(segments)).toEqual([
      [100, 120],
      [200, 250],
    ]);
  });

  test("count from the last segment of the request to the last of the reply", () => {
    const segments = [
      request({ atNs: 100, from: 0, bytes: 4 }),
      request({ atNs: 140, from: 4, bytes: 96 }),
      reply({ atNs: 150, from: 0, bytes: 4 }),
      reply({ atNs: 190, from: 4, bytes: 96 }),
    ];
    expect(times(segments)).toEqual([[140, 190]]);
  });

  test("may share segments with others, and end inside them", () => {
    const segments = [
      request({ atNs: 100, from: 0, bytes: 250 }),
      request({ atNs: 110, from: 250, bytes: 50 }),
      reply({ atNs: 130, from: 0, bytes: 50 }),
      reply({ atNs: 140, from: 50, bytes: 250 }),
    ];
    expect(times(segments)).toEqual([
      [100, 140],
      [100, 140],
      [110, 140],
    ]);
  });

  test("count the first time where they are sent again", () => {
    const segments = [
      request({ atNs: 100, from: 0, bytes: 100 }),
      request({ atNs: 105, from: 0, bytes: 100 }),
      reply({ atNs: 120, from: 0, bytes: 100 }),
      reply({ atNs: 330, from: 0, bytes: 100 }),
    ];
    expect(times(segments)).toEqual([[100, 120]]);
  });

  test("are complete once a segment that was lost before has come", () => {
    const segments = [
      request({ atNs: 100, from: 50, bytes: 150 }),
      request({ atNs: 300, from: 0, bytes: 50 }),
      reply({ atNs: 310, from: 0, bytes: 200 }),
    ];
    expect(times(segments)).toEqual([
      [300, 310],
      [300, 310],
    ]);
  });

  test("are complete once a larger segment covers what was missing", () => {
    const segments = [
      request({ atNs: 100, from: 60, bytes: 40 }),
      request({ atNs: 200, from: 0, bytes: 100 }),
      reply({ atNs: 210, from: 0, bytes: 100 }),
    ];
    expect(times(segments)).toEqual([[200, 210]]);
  });

  test("may be in different segments of the other than in one's own", () => {
    const many = Array.from({ length: 5 }, (_, index) =>
      request({ atNs: 100 + index, from: 100 * index, bytes: 100 }),
    );
    const one = reply({ atNs: 200, from: 0, bytes: 500 });
    expect(times([...many, one])).toEqual([100, 101, 102, 103, 104].map((ns) => [ns, 200]));
  });
});

test.each([
  { title: "before", initial: 0xff_ff_ff_9b },
  { title: "inside", initial: 0xff_ff_ff_c0 },
  { title: "with", initial: 0xff_ff_ff_ff },
])("sequence numbers may wrap around $title a message", ({ initial }) => {
  const wrapping = makeExchange({ client: initial, server: initial });
  const segments = [
    ...wrapping.handshake,
    ...[0, 100, 200].flatMap((from) => [
      wrapping.request({ atNs: 100 + from, from, bytes: 100 }),
      wrapping.reply({ atNs: 120 + from, from, bytes: 100 }),
    ]),
  ];
  expect(matchReplies(segments, load)).toEqual(
    [100, 200, 300].map((arrivedNs) => ({ arrivedNs, repliedNs: arrivedNs + 20 })),
  );
});

test("sequence numbers may wrap around more than once", () => {
  const large = { ...load, messageBytes: 2 ** 30 };
  const segments = Array.from({ length: 10 }, (_, index) => {
    const data = { from: index * 2 ** 30, bytes: 2 ** 30 };
    return [request({ ...data, atNs: 100 + index }), reply({ ...data, atNs: 200 + index })];
  }).flat();
  expect(times(segments, large)).toHaveLength(10);
});

describe("a request without a reply", () => {
  const lost = [
    request({ atNs: 100, from: 0, bytes: 200 }),
    reply({ atNs: 120, from: 0, bytes: 199 }),
  ];

  test("is known as such", () => {
    expect(times(lost)).toEqual([
      [100, 120],
      [100, null],
    ]);
  });

  test("is a gap in the recording if the client received the reply", () => {
    expect(times(lost, { ...load, echoedInAll: 2 })).toBe(
      "The client received 2 replies, and only 1 were captured.",
    );
  });
});

test("a reply that leaves before its request has arrived is none", () => {
  const segments = [
    reply({ atNs: 90, from: 0, bytes: 100 }),
    request({ atNs: 100, from: 0, bytes: 100 }),
  ];
  expect(times(segments)).toBe("Replies left before their requests had arrived.");
});

describe("connections", () => {
  test("are told apart by the client's port", () => {
    const other = makeExchange({ clientPort: 50_001, client: 5, server: 6 });
    const segments = [
      ...other.handshake,
      request({ atNs: 100, from: 0, bytes: 100 }),
      other.request({ atNs: 101, from: 0, bytes: 100 }),
      other.reply({ atNs: 111, from: 0, bytes: 100 }),
      reply({ atNs: 120, from: 0, bytes: 100 }),
    ];
    expect(times(segments, { ...load, clientPorts: [50_000, 50_001] })).toEqual([
      [100, 120],
      [101, 111],
    ]);
    expect(times(segments, { ...load, clientPorts: [50_001] })).toEqual([[101, 111]]);
  });

  test("that use a port again begin with another SYN", () => {
    const again = makeExchange({ client: 99, server: 98, atNs: 500 });
    const segments = [
      request({ atNs: 100, from: 0, bytes: 100 }),
      reply({ atNs: 120, from: 0, bytes: 100 }),
      ...again.handshake,
      again.request({ atNs: 600, from: 0, bytes: 100 }),
      again.reply({ atNs: 640, from: 0, bytes: 100 }),
    ];
    expect(times(segments)).toEqual([[100, 120]]);
    expect(times(segments, { ...load, startedNs: 510 })).toEqual([[600, 640]]);
  });

  test("are the same where a SYN comes twice", () => {
    const segments = [
      request({ atNs: 100, from: 0, bytes: 100 }),
      ...handshake,
      reply({ atNs: 120, from: 0, bytes: 100 }),
    ];
    expect(times(segments)).toEqual([[100, 120]]);
  });

  test("whose handshake was not captured cannot be matched", () => {
    expect(times([], { ...load, clientPorts: [50_000, 50_001] })).toBe(
      "Of 2 handshakes, 1 were captured.",
    );
  });
});
