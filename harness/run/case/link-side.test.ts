import { describe, expect, test } from "vitest";
import type { LinkLook } from "../../driver/messages.ts";
import type { Lab } from "../../lab/lab.ts";
import type { Link } from "../../lab/link.ts";
import type { LinkFault } from "../../scenario/step.ts";
import { startLinkSide } from "./link-side.ts";

const blackhole: LinkFault = { do: "blackhole" };
const firstSyn: LinkFault = { do: "dropSegments", of: "syn", direction: "toServer", nth: 1 };

/** A lab whose link remembers what was asked of it, and whose every segment takes a millisecond. */
function startLab(
  options: {
    readonly dropped?: readonly number[];
    readonly link?: boolean;
    readonly inFlight?: LinkLook["inFlight"];
  } = {},
) {
  const said: string[] = [];
  let nowMs = 0;
  const link: Pick<Link, "break" | "restore"> = {
    break(fault) {
      nowMs += 1;
      said.push(`break: ${fault.do}`);
      return Promise.resolve();
    },
    restore() {
      nowMs += 1;
      said.push("restore");
      return Promise.resolve(options.dropped ?? []);
    },
  };
  const lab: Pick<Lab, "link" | "whyNoLink" | "inFlight"> = {
    link: options.link === false ? null : (link as Link),
    whyNoLink: options.link === false ? "there is no nft" : null,
    inFlight(serverPort) {
      said.push(`look: ${serverPort}`);
      return Promise.resolve(options.inFlight ?? null);
    },
  };
  const clock = {
    nowMs: () => nowMs,
    sleep: () => Promise.resolve(),
    latenessMsMax: 0,
    isSimulated: false,
    lateTimers: [],
    stop: () => {},
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  const side = startLinkSide(lab, { port: 9001, clock });
  return { side, said, pass, lab, clock };
}

describe("what a scenario does to the link", () => {
  test("is recorded when it is over, with its times and the segments that it lost", async () => {
    const { side, pass } = startLab({ dropped: [7, 2] });
    expect(await side.perform({ do: "breakLink", fault: blackhole })).toBeNull();
    pass(100);
    await side.perform({ do: "breakLink", fault: firstSyn });
    expect(side.faults).toEqual([]);
    pass(50);
    expect(await side.perform({ do: "restoreLink" })).toBeNull();
    expect(side.faults).toEqual([
      { fault: blackhole, atMs: 1, untilMs: 153, droppedSegments: 7 },
      { fault: firstSyn, atMs: 102, untilMs: 153, droppedSegments: 2 },
    ]);
  });

  test("is recorded each time", async () => {
    const { side } = startLab({ dropped: [3] });
    for (const fault of [blackhole, firstSyn]) {
      await side.perform({ do: "breakLink", fault });
      await side.perform({ do: "restoreLink" });
    }
    expect(side.faults.map(({ fault }) => fault)).toEqual([blackhole, firstSyn]);
  });

  test.each<{ title: string; end: (side: ReturnType<typeof startLab>["side"]) => Promise<void> }>([
    { title: "the case restores it", end: (side) => side.restore() },
    {
      title: "the case breaks off",
      end: async (side) => {
        await using _side = side;
      },
    },
  ])("is undone when $title, though the scenario did not", async ({ end }) => {
    const { side, said } = startLab({ dropped: [5] });
    await side.perform({ do: "breakLink", fault: blackhole });
    await end(side);
    expect(said).toEqual(["break: blackhole", "restore"]);
    expect(side.faults).toMatchObject([{ droppedSegments: 5 }]);
  });

  test("is undone once", async () => {
    const { side, said } = startLab();
    await side.perform({ do: "breakLink", fault: blackhole });
    await side.perform({ do: "restoreLink" });
    await side.restore();
    await side[Symbol.asyncDispose]();
    expect(said).toEqual(["break: blackhole", "restore"]);
    expect(side.faults).toHaveLength(1);
  });
});

test("a link that nothing was done to is left alone", async () => {
  const { side, said } = startLab();
  await side.perform({ do: "restoreLink" });
  await side.restore();
  expect(said).toEqual([]);
  expect(side.faults).toEqual([]);
});

test("a fault without a link is trouble of the harness", async () => {
  const { side } = startLab({ link: false });
  await expect(side.perform({ do: "breakLink", fault: blackhole })).rejects.toThrow(
    "The link cannot be broken: there is no nft",
  );
  await side.perform({ do: "restoreLink" });
  expect(side.faults).toEqual([]);
});

test.each<{ inFlight: LinkLook["inFlight"] }>([
  { inFlight: [40_001, null] },
  { inFlight: [] },
  { inFlight: null },
])("what is on its way is what the lab says: $inFlight", async ({ inFlight }) => {
  const { side, said } = startLab({ inFlight });
  // What is no proxy has nothing on its way to an upstream.
  expect(await side.perform({ do: "lookAtLink" })).toEqual({ inFlight, upstreamInFlight: false });
  expect(said).toEqual(["look: 9001"]);
});

test.each<{ behind: LinkLook["inFlight"]; is: boolean | null }>([
  { behind: [50_000], is: true },
  { behind: [], is: false },
  { behind: null, is: null },
])("a proxy's wire to its upstream is looked at too: $behind", async ({ behind, is }) => {
  const { lab, said, clock } = startLab({ inFlight: [] });
  const upstreamLab: typeof lab = {
    ...lab,
    inFlight(serverPort) {
      said.push(`look behind: ${serverPort}`);
      return Promise.resolve(behind);
    },
  };
  const ports = { port: 9001, upstream: { port: 9100 } };
  const side = startLinkSide({ ...lab, behind: upstreamLab as Lab }, { ...ports, clock });
  expect(await side.perform({ do: "lookAtLink" })).toEqual({ inFlight: [], upstreamInFlight: is });
  expect(said).toEqual(["look: 9001", "look behind: 9100"]);
});
