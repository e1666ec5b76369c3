import { expect, test } from "vitest";
import { makeExchange } from "../../evidence/fixtures/timed-segments.ts";
import { makeLoad } from "../../history/fixtures/load-builder.ts";
import type { Lab } from "../../lab/lab.ts";
import type { SegmentRecording } from "../../lab/wire/segment-times.ts";
import { startWireSide } from "./wire-side.ts";

const { handshake, request, reply } = makeExchange();

/** A message that arrived after 600 ms, and its reply a millisecond later. */
const segments = [
  ...handshake,
  request({ atNs: 600e6, from: 0, bytes: 104 }),
  reply({ atNs: 601e6, from: 0, bytes: 104 }),
];

const load = makeLoad([3], {
  label: "recorded",
  connections: [{ localPort: 50_000, intended: 1, echoed: 1 }],
});

/** A lab whose recorders return this, and note when they are disposed of. */
function labWith(finish: () => Promise<SegmentRecording>) {
  const disposed: string[] = [];
  const lab: Pick<Lab, "recordSegments"> = {
    recordSegments: () =>
      Promise.resolve({
        finish,
        async [Symbol.asyncDispose]() {
          disposed.push("recorder");
        },
      }),
  };
  return { lab, disposed };
}

const intact = () => Promise.resolve({ segments, flaw: null });

async function wireIn(lab: Pick<Lab, "recordSegments">, loads = [load]) {
  await using side = startWireSide(lab, { serverPort: 9001, epochNs: 0n });
  await side.perform({ do: "recordSegments", label: "recorded" });
  await side.perform({ do: "endSegments", label: "recorded" });
  return side.addTo(loads).map(({ wire }) => wire);
}

test("the segments of a load are kept with it", async () => {
  expect(await wireIn(labWith(intact).lab)).toMatchObject([{ unanswered: 0, failure: null }]);
});

test.each([
  {
    title: "segments found no room",
    lab: labWith(() => Promise.resolve({ segments, flaw: "1 segments found no room." })).lab,
    failure: "1 segments found no room.",
  },
  {
    title: "the recorder is gone",
    lab: labWith(() => Promise.reject(new Error("It is gone."))).lab,
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

test("nothing is added to loads that were not recorded, or not made", async () => {
  const others = [
    { ...load, label: "another" },
    { ...load, failure: "no such file" },
  ];
  expect(await wireIn(labWith(intact).lab, others)).toEqual([null, null]);
});

test("a recorder ends with its load, and with a case that ends before it", async () => {
  const { lab, disposed } = labWith(intact);
  await wireIn(lab);
  expect(disposed).toHaveLength(1);
  {
    await using side = startWireSide(lab, { serverPort: 9001, epochNs: 0n });
    await side.perform({ do: "recordSegments", label: "recorded" });
  }
  expect(disposed).toHaveLength(2);
});
