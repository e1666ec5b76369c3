import { expect, test } from "vitest";
import { makeExchange } from "../../evidence/fixtures/timed-segments.ts";
import { makeLoad } from "../../history/fixtures/load-builder.ts";
import type { Lab } from "../../lab/lab.ts";
import type { SegmentRecording } from "../../lab/wire/segment-times.ts";
import type { Figure } from "../../scenario/figure.ts";
import { startWireSide } from "./wire-side.ts";

const { handshake, request, reply } = makeExchange();

/** A message that arrived after 600 ms, and its reply a millisecond later. */
const segments = [
  ...handshake,
  request({ atNs: 600e6, from: 0, bytes: 104 }),
  reply({ atNs: 601e6, from: 0, bytes: 104 }),
];

const load = makeLoad([3], {
  label: "measured",
  connections: [{ localPort: 50_000, intended: 1, echoed: 1 }],
});

const figure: Figure = {
  id: "wire",
  title: "on the wire",
  kind: "wireLatency",
  load: "measured",
  percentile: 50,
};

function labWith(finish: () => Promise<SegmentRecording>): Pick<Lab, "recordSegments"> {
  // biome-ignore lint/nursery/useDisposables: the code under test disposes of it.
  const recorder = { finish, [Symbol.asyncDispose]: () => Promise.resolve() };
  return { recordSegments: () => Promise.resolve(recorder) };
}

async function wireIn(lab: Pick<Lab, "recordSegments">, loads = [load]) {
  const side = await startWireSide({ figures: [figure] }, lab, { serverPort: 9001, epochNs: 0n });
  return (await side?.addTo(loads))?.map(({ wire }) => wire);
}

test("the segments of a load are kept with it", async () => {
  const lab = labWith(() => Promise.resolve({ segments, flaw: null }));
  expect(await wireIn(lab)).toMatchObject([{ unanswered: 0, failure: null }]);
});

test.each([
  {
    title: "segments found no room",
    lab: labWith(() => Promise.resolve({ segments, flaw: "1 segments found no room." })),
    failure: "1 segments found no room.",
  },
  {
    title: "the recorder is gone",
    lab: labWith(() => Promise.reject(new Error("It is gone."))),
    failure: "It is gone.",
  },
  {
    title: "the lab has no wire",
    lab: { recordSegments: () => Promise.reject(new Error("No wire.")) },
    failure: "No wire.",
  },
])("nothing is known, with the reason, where $title", async ({ lab, failure }) => {
  expect(await wireIn(lab)).toEqual([{ unanswered: 0, samples: "", failure }]);
});

test("nothing is recorded of loads that are not measured there, or were not made", async () => {
  const lab = labWith(() => Promise.resolve({ segments, flaw: null }));
  const others = [
    { ...load, label: "another" },
    { ...load, failure: "no such file" },
  ];
  expect(await wireIn(lab, others)).toEqual([null, null]);
});

test("nothing is started where nothing is measured there", async () => {
  const lab = { recordSegments: () => Promise.reject(new Error("It was started.")) };
  expect(await startWireSide({}, lab, { serverPort: 1, epochNs: 0n })).toBeNull();
});
