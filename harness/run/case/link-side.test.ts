import { describe, expect, test } from "vitest";
import type { Lab } from "../../lab/lab.ts";
import type { Link } from "../../lab/link.ts";
import type { LinkFault } from "../../scenario/step.ts";
import { startLinkSide } from "./link-side.ts";

const blackhole: LinkFault = { do: "blackhole" };
const firstSyn: LinkFault = { do: "dropSegments", of: "syn", direction: "toServer", nth: 1 };

/** A lab whose link remembers what was asked of it, and whose every segment takes a millisecond. */
function startLab(options: { readonly dropped?: readonly number[]; readonly link?: boolean } = {}) {
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
    inFlight(serverPort, clientPort) {
      said.push(`look: ${clientPort} to ${serverPort}`);
      return Promise.resolve(typeof clientPort === "number" ? clientPort > 40_000 : null);
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

test.each<[number | null, boolean | null]>([
  [40_001, true],
  [40_000, false],
  [null, null],
])("whether segments from port %s are on their way is what the lab says: %s", async (port, is) => {
  const { side, said } = startLab();
  expect(await side.perform({ do: "inFlight", clientPort: port })).toBe(is);
  expect(said).toEqual([`look: ${port} to 9001`]);
});

test.each([
  { what: "of the client's", clientPort: 50_000, looks: ["look: 50000 to 9001"] },
  {
    what: "of a proxy's to its upstream",
    clientPort: 30_000,
    looks: ["look: 30000 to 9001", "behind: any to 9100"],
  },
])("segments are on their way on either wire: $what", async ({ clientPort, looks }) => {
  const { lab, said, clock } = startLab();
  const behind: typeof lab = {
    ...lab,
    inFlight(serverPort, port) {
      said.push(`behind: ${port} to ${serverPort}`);
      return Promise.resolve(true);
    },
  };
  const ports = { port: 9001, upstream: { port: 9100 } };
  const side = startLinkSide({ ...lab, behind: behind as Lab }, { ...ports, clock });
  expect(await side.perform({ do: "inFlight", clientPort })).toBe(true);
  expect(said).toEqual(looks);
  said.length = 0;
  expect(await side.perform({ do: "upstreamInFlight" })).toBe(true);
  expect(said).toEqual(["behind: any to 9100"]);
});

test("what is no proxy has nothing on its way to an upstream", async () => {
  const { side, said } = startLab();
  expect(await side.perform({ do: "upstreamInFlight" })).toBe(false);
  expect(said).toEqual([]);
});
