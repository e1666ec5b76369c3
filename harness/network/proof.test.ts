import { describe, expect, test } from "vitest";
import type { CounterDeltas } from "../history/history.ts";
import { chooseNetworks } from "./choose.ts";
import { type Printed, recordedQdiscs } from "./fixtures/recorded-qdiscs.ts";
import type { ProofItem } from "./link-proof.ts";
import type { Network } from "./network.ts";
import type { DirectionObservation, LinkObservation, Traffic } from "./observation.ts";
import { clean } from "./profiles.ts";
import { type Measured, proveAfter, proveBefore } from "./proof.ts";

const recorded = recordedQdiscs();
const noqueue = recorded.get("clean") ?? [];

function networkOf(words: string): Network {
  const [network = clean] = chooseNetworks([words]);
  return network;
}

/** One line per item that does not hold. */
function broken(items: readonly ProofItem[]): readonly string[] {
  return items
    .filter(({ holds }) => !holds)
    .map(({ what, expected, found }) => `${what}: expected ${expected}, found ${found}`);
}

function traffic(packets: number, facts: Partial<Traffic> = {}): Traffic {
  return { packets, bytes: 100 * packets, sequenced: packets, again: 0, unremembered: 0, ...facts };
}

const untouched = { entered: traffic(0), left: traffic(0), qdiscs: noqueue };
const oneSegment = { "wire:client": 1, "wire:server": 1, "client:eth0": 1, "server:eth0": 1 };
const usualMtu = {
  "wire:client": 1500,
  "wire:server": 1500,
  "client:eth0": 1500,
  "server:eth0": 1500,
};

function observation(facts: Partial<LinkObservation> = {}): LinkObservation {
  return {
    up: untouched,
    down: untouched,
    segmentsAPacket: oneSegment,
    mtuBytes: usualMtu,
    client: {},
    server: {},
    lostByFaults: 0,
    ...facts,
  };
}

/** Measurements of a correct symmetric link, with the given facts overridden. */
function measured(network: string, facts: Partial<Measured> = {}): Measured {
  const way = { ...untouched, qdiscs: recorded.get(network) };
  return {
    bareRoundTripMs: 0.05,
    roundTripMs: 0.05,
    bare: observation(),
    impaired: observation({ up: way, down: way }),
    ...facts,
  };
}

describe("a link that is as it should be is proved before the first case", () => {
  test.each<[string, number]>([
    ["clean", 0.05],
    ["lte", 35.3],
    ["lossy", 300.2],
    ["leo", 44.1],
    ["reorder", 40.1],
    ["corrupt", 40.1],
    ["duplicate", 40.1],
  ])("%s, with a round trip of %d ms", (name, roundTripMs) => {
    const items = proveBefore(networkOf(name), measured(name, { roundTripMs }));
    expect(broken(items)).toEqual([]);
    expect(items).toHaveLength(7);
  });
});

describe("the MTU", () => {
  const smaller = Object.fromEntries(Object.keys(usualMtu).map((place) => [place, 1280]));

  test.each<[string, Record<string, number>, readonly string[]]>([
    ["mtu=1280", smaller, []],
    ["clean", usualMtu, []],
    ["mtu=1280", { ...smaller, "client:eth0": 1500 }, ["client:eth0 has 1500"]],
    ["clean", { ...usualMtu, "wire:server": 9000 }, ["wire:server has 9000"]],
    ["mtu=1280", {}, ["confirmed on 0 interfaces"]],
  ])("%s with %o", (network, mtuBytes, found) => {
    const { up, down } = measured("clean").impaired;
    const impaired = observation({ up, down, mtuBytes });
    const lines = broken(proveBefore(networkOf(network), measured("clean", { impaired })));
    expect(
      lines.map((line) => line.replace(/^MTU: expected \d+ bytes, on every interface, found /, "")),
    ).toEqual(found);
  });
});

describe("the smallest round trip", () => {
  const less = (ms: number) => `or up to ${ms} ms less, due to jitter or reordering`;

  test.each<[string, number | null, readonly string[]]>([
    ["lte", 32.4, []],
    ["lte", 37.8, []],
    ["lte", 32.3, ["expected 35.1 ± 2.7 ms, found 32.30 ms"]],
    ["lte", 37.9, ["expected 35.1 ± 2.7 ms, found 37.90 ms"]],
    ["lte", null, ["expected 35.1 ± 2.7 ms, found not measured"]],
    ["clean", 1.9, []],
    ["clean", 2.1, ["expected 0.0 ± 2.0 ms, found 2.10 ms"]],
    ["leo", 40.1, []],
    ["leo", 52.9, []],
    ["leo", 39.9, [`expected 50.0 ± 3.0 ms, ${less(7)}, found 39.90 ms`]],
    // Jitter makes the smallest of many shorter, never longer.
    ["leo", 53.1, [`expected 50.0 ± 3.0 ms, ${less(7)}, found 53.10 ms`]],
    // A reordered packet leaves at once: here both the SYN and its answer did.
    ["reorder", 0.1, []],
    ["reorder", 42.9, [`expected 40.0 ± 2.8 ms, ${less(40)}, found 42.90 ms`]],
  ])("of %s that measures %d ms", (name, roundTripMs, lines) => {
    const items = proveBefore(networkOf(name), measured(name, { roundTripMs }));
    expect(broken(items)).toEqual(lines.map((line) => `smallest round trip: ${line}`));
  });

  test("of a slow link counts the time that a SYN and its answer take to leave", () => {
    const network = networkOf("up.rate=8kbit down.rate=16kbit");
    const item = proveBefore(network, measured("clean")).find(
      ({ what }) => what === "smallest round trip",
    );
    expect(item?.expected).toBe("111.0 ± 4.2 ms"); // 74 bytes: 74 ms up, 37 ms down.
  });
});

describe("the bare wire", () => {
  const sent = (segments: number) => ({ ...untouched, entered: traffic(segments) });

  test.each<{ title: string; facts: Partial<Measured>; lines: readonly string[] }>([
    {
      title: "that is slow shows a machine that is busy",
      facts: { bareRoundTripMs: 10.5 },
      lines: ["round trip of the bare wire: expected at most 10 ms, found 10.50 ms"],
    },
    {
      title: "that nobody measured proves nothing",
      facts: { bareRoundTripMs: null },
      lines: ["round trip of the bare wire: expected at most 10 ms, found not measured"],
    },
    {
      title: "loses nothing",
      facts: { bare: observation({ up: sent(2), down: sent(1) }) },
      lines: [
        "losses of the bare wire: expected no losses, no retransmissions, " +
          "found 3 segments lost, 0 retransmitted",
      ],
    },
    {
      title: "has nothing sent again",
      facts: {
        bare: observation({
          client: { "Tcp.RetransSegs": 1 },
          server: { "Tcp.RetransSegs": 2 },
        }),
      },
      lines: [
        "losses of the bare wire: expected no losses, no retransmissions, " +
          "found 0 segments lost, 3 retransmitted",
      ],
    },
  ])("$title", ({ facts, lines }) => {
    expect(broken(proveBefore(clean, measured("clean", facts)))).toEqual(lines);
  });
});

describe("the settings of the wire", () => {
  const lte = recorded.get("lte") ?? [];
  const limited = lte.map((qdisc) => ({
    ...qdisc,
    options: { ...(qdisc["options"] as object), limit: 100 },
  }));

  test.each<{ title: string; up: Printed; down: Printed; lines: readonly string[] }>([
    {
      title: "are missed on the one side where they are missing",
      up: lte,
      down: noqueue,
      lines: [
        "settings of the wire, down: expected 1 netem, as requested, " +
          "found netem 1: was requested, but is missing",
      ],
    },
    {
      title: "are missed on both sides where nothing was set",
      up: noqueue,
      down: noqueue,
      lines: ["up", "down"].map(
        (name) =>
          `settings of the wire, ${name}: expected 1 netem, as requested, ` +
          "found netem 1: was requested, but is missing",
      ),
    },
    {
      title: "are wrong with a limit that loses packets",
      up: limited,
      down: lte,
      lines: [
        "settings of the wire, up: expected 1 netem, as requested, " +
          "found netem 1: requested a limit of 100000 packets, got 100 packets",
      ],
    },
  ])("$title", ({ up, down, lines }) => {
    const impaired = observation({
      up: { ...untouched, qdiscs: up },
      down: { ...untouched, qdiscs: down },
    });
    const facts = { roundTripMs: 35, impaired };
    expect(broken(proveBefore(networkOf("lte"), measured("lte", facts)))).toEqual(lines);
  });

  test("of a clean link are none", () => {
    const impaired = observation({ up: { ...untouched, qdiscs: lte } });
    expect(broken(proveBefore(clean, measured("clean", { impaired })))).toEqual([
      "settings of the wire, up: expected no netem, " +
        "found netem 1: was not requested, but is present",
    ]);
  });
});

test("segmentation offload on any interface is reported, since netem would lose packets of many segments", () => {
  const segmentsAPacket = { ...oneSegment, "wire:server": 65_535, "server:eth0": 65_535 };
  const impaired = observation({ segmentsAPacket });
  expect(broken(proveBefore(clean, measured("clean", { impaired })))).toEqual([
    "segmentation offload: expected one segment per packet, on every interface, " +
      "found wire:server allows 65535, server:eth0 allows 65535",
  ]);
});

test("a link of which no interface was looked at is not proved", () => {
  const impaired = observation({ segmentsAPacket: {} });
  expect(broken(proveBefore(clean, measured("clean", { impaired })))).toHaveLength(1);
});

const lossOptions = { "loss-random": { loss: 0.05 } };
const pathOptions = { delay: { delay: 0.02 } };

/** Stages with their own drops, outermost first; each also counts those of the stages below. */
function stages(...own: readonly { readonly options: object; readonly drops: number }[]): Printed {
  return own.map(({ options }, index) => ({
    kind: "netem",
    handle: `${index + 1}:`,
    root: index === 0,
    options,
    drops: own.slice(index).reduce((sum, stage) => sum + stage.drops, 0),
  }));
}

interface Way {
  readonly entered?: Partial<Traffic>;
  readonly left?: Partial<Traffic>;
  readonly qdiscs?: Printed;
}

/** Ten thousand segments that all arrived, with the given facts overridden. */
function way({ entered, left, qdiscs = noqueue }: Way = {}): DirectionObservation {
  return { entered: traffic(10_000, entered), left: traffic(10_000, left), qdiscs };
}

/** The given number of ten thousand data segments lost, and all but some retransmitted. */
function losing(segments: number, qdiscs: Printed = noqueue, givenUp = 0): Way {
  const left = { packets: 10_000 - segments, sequenced: 10_000 - segments };
  return { entered: { again: segments - givenUp }, left, qdiscs };
}

interface Story {
  readonly up?: Way;
  readonly down?: Way;
  readonly client?: CounterDeltas;
  readonly server?: CounterDeltas;
  readonly lostByFaults?: number;
}

/** The items that do not hold for a link after these events. */
function afterwards(words: string, story: Story): readonly string[] {
  const { up, down, client = {}, server = {}, lostByFaults = 0 } = story;
  const after = observation({ up: way(up), down: way(down), client, server, lostByFaults });
  return broken(proveAfter(networkOf(words), { before: observation(), after }));
}

const resent = (segments: number): CounterDeltas => ({ "Tcp.RetransSegs": segments });
const lossStages = (drops: number) => stages({ options: lossOptions, drops });

describe("a link is proved after the last case", () => {
  test.each<{ title: string; network: string; story: Story }>([
    { title: "when nothing was asked and nothing was lost", network: "clean", story: {} },
    {
      title: "when as much was lost as was asked, and sent again",
      network: "up.loss=5%",
      story: { up: losing(512, lossStages(512)), client: resent(512) },
    },
    {
      title: "when acknowledgements were lost, which nobody sends again",
      network: "up.loss=5%",
      story: {
        up: {
          entered: { again: 300 },
          left: { packets: 9488, sequenced: 9700 },
          qdiscs: lossStages(512),
        },
        client: resent(300),
      },
    },
    {
      title: "when both ways lost, each what its own sender sent again",
      network: "loss=5%",
      story: {
        up: losing(490, lossStages(490)),
        down: losing(530, lossStages(530)),
        client: resent(490),
        server: resent(530),
      },
    },
    {
      title: "when a bounded queue overflowed",
      network: "up.rate=1mbit up.queue=10p",
      story: {
        up: losing(900, stages({ options: {}, drops: 900 })),
        client: resent(900),
      },
    },
    {
      title: "when both loss and overflow were asked for",
      network: "up.rate=1mbit up.queue=10p up.loss=5% up.delay=20ms",
      story: {
        up: losing(
          800,
          stages(
            { options: lossOptions, drops: 500 },
            { options: {}, drops: 300 },
            { options: pathOptions, drops: 0 },
          ),
        ),
        client: resent(800),
      },
    },
    {
      title: "when what a scenario's steps lost is all that is missing",
      network: "clean",
      story: {
        up: losing(3),
        down: losing(4),
        lostByFaults: 7,
        client: resent(3),
        server: resent(4),
      },
    },
    {
      title: "when segments were sent again that had arrived",
      network: "reorder",
      story: {
        down: { entered: { again: 25 }, left: { again: 25 } },
        server: resent(25),
      },
    },
    {
      title: "when it duplicated as it was asked to",
      network: "up.duplicate=5%",
      story: { up: { left: { packets: 10_500, sequenced: 10_500, again: 500 } } },
    },
    {
      title: "when it duplicated and lost",
      network: "up.duplicate=5% up.loss=5%",
      // 500 copies and 520 losses, 20 of which were copies' originals.
      story: {
        up: {
          entered: { again: 500 },
          left: { packets: 9980, sequenced: 9980, again: 480 },
          qdiscs: lossStages(520),
        },
        client: resent(500),
      },
    },
    {
      title: "when segments were cut in two to be sent again",
      network: "clean",
      story: { up: losing(12), client: resent(15), lostByFaults: 12 },
    },
    {
      title: "when each segment was cut in two to be sent again",
      network: "clean",
      story: { up: losing(12), client: resent(24), lostByFaults: 12 },
    },
    {
      title: "when the host also sent segments again to itself, which the kernel counts as well",
      network: "clean",
      story: {
        down: { entered: { again: 9 }, left: { again: 9 } },
        server: { ...resent(26), "Device.lo.sent": 4000, "Device.eth0.sent": 10_000 },
      },
    },
    {
      title: "when there were more segments than are remembered",
      network: "clean",
      story: {
        up: {
          entered: { again: 416, unremembered: 900 },
          left: { again: 416, unremembered: 900 },
        },
        client: resent(1196),
      },
    },
    {
      title: "when it damaged segments so that nobody knew whose they were",
      network: "corrupt",
      story: { up: losing(3), client: resent(3) },
    },
    {
      title: "when it damaged sequence numbers, so that a segment looked like another one",
      network: "corrupt",
      story: {
        up: { entered: { again: 100 }, left: { again: 99 } },
        client: resent(104),
      },
    },
    {
      title: "when it damaged segments, which were sent again",
      network: "up.corrupt=1%",
      story: {
        up: { entered: { again: 100 }, left: { again: 100 } },
        client: resent(100),
      },
    },
  ])("$title", ({ network, story }) => {
    expect(afterwards(network, story)).toEqual([]);
  });
});

describe("the loss of ten thousand segments", () => {
  const asked = "expected 5 % of 10000 segments: 406 to 594, found";

  test.each<[string, number, readonly string[]]>([
    ["up.loss=5%", 406, []],
    ["up.loss=5%", 594, []],
    ["up.loss=5%", 405, [`loss, up: ${asked} 405 segments`]],
    ["up.loss=5%", 595, [`loss, up: ${asked} 595 segments`]],
    ["up.loss=5%", 0, [`loss, up: ${asked} 0 segments`]],
    ["up.loss=5% up.burst=4", 300, []],
    [
      "up.loss=5% up.burst=4",
      200,
      ["loss, up: expected 5 % of 10000 segments: 215 to 785, found 200 segments"],
    ],
    ["clean", 1, ["loss, up: expected none, found 1 segments"]],
  ])("on %s may not be any: %i", (network, lost, lines) => {
    const story = { up: losing(lost, lossStages(lost)), client: resent(lost) };
    expect(afterwards(network, story)).toEqual(lines);
  });

  test("is looked at in each direction by itself", () => {
    const story = { up: losing(500, lossStages(500)), client: resent(500) };
    expect(afterwards("loss=5%", story)).toEqual([`loss, down: ${asked} 0 segments`]);
  });
});

test.each<[number, number]>([
  [10, 0],
  [100, 0],
  [100, 6],
])("of %i segments at 1 % it may well be %i that are lost", (segments, lost) => {
  const story: Story = {
    up: {
      entered: traffic(segments, { again: lost }),
      left: traffic(segments - lost),
      qdiscs: lossStages(lost),
    },
    client: resent(lost),
  };
  expect(afterwards("up.loss=1%", story)).toEqual([]);
});

describe("a link is not proved", () => {
  const overflowing = stages({ options: pathOptions, drops: 43 });

  test.each<{ title: string; network: string; story: Story; lines: readonly string[] }>([
    {
      title: "when a queue overflowed that was not bounded",
      network: "delay=20ms",
      story: { up: losing(43, overflowing), client: resent(43) },
      lines: ["overflow, up: expected none, found 43 segments"],
    },
    {
      title: "when the queue of the other direction overflowed",
      network: "delay=20ms up.rate=1mbit up.queue=10p",
      story: { down: losing(43, overflowing), server: resent(43) },
      lines: ["overflow, down: expected none, found 43 segments"],
    },
    {
      title: "when segments are missing that nobody dropped",
      network: "clean",
      story: { up: losing(3), client: resent(3) },
      lines: [
        "segments that did not come out of the wire: " +
          "expected 0 dropped: exactly as many, found 3 of 20000",
      ],
    },
    {
      title: "when segments arrived that were dropped",
      network: "up.loss=5%",
      story: { up: losing(497, lossStages(500)), client: resent(497) },
      lines: [
        "segments that did not come out of the wire: " +
          "expected 500 dropped: exactly as many, found 497 of 20000",
      ],
    },
    {
      title: "when a scenario's steps lost more than is missing",
      network: "clean",
      story: { up: losing(3), client: resent(3), lostByFaults: 4 },
      lines: [
        "segments that did not come out of the wire: " +
          "expected 4 dropped: exactly as many, found 3 of 20000",
      ],
    },
    {
      title: "when more is missing than was dropped, copies or not",
      network: "up.duplicate=5%",
      story: { up: losing(1), client: resent(1) },
      lines: [
        "segments that did not come out of the wire: " +
          "expected 0 dropped: or fewer, because of duplicates, found 1 of 20000",
      ],
    },
    {
      title: "when more was sent again than was lost",
      network: "clean",
      story: { client: resent(5) },
      lines: [
        "sent again, up: expected 0 from losses on the wire (0 lost, 5 split), found 5 segments",
      ],
    },
    {
      title: "when more was sent again than was lost, aborted connections or not",
      network: "clean",
      story: { client: { ...resent(5), "Tcp.EstabResets": 9 } },
      lines: [
        "sent again, up: expected 0 from losses on the wire (0 lost, 5 split), found 5 segments",
      ],
    },
    {
      title: "when less was sent again than was lost",
      network: "clean",
      story: { down: losing(5, noqueue, 2), server: resent(3), lostByFaults: 5 },
      lines: [
        "sent again, down: expected 3 from losses on the wire " +
          "(5 lost, 2 abandoned by 0 aborted connections), found 3 segments",
      ],
    },
    {
      title: "when the sender's kernel sent less again than came onto the wire",
      network: "clean",
      story: { up: losing(5), client: resent(4), lostByFaults: 5 },
      lines: ["sent again, up: expected 5 from losses on the wire (5 lost), found 4 segments"],
    },
    {
      title: "when more was sent again than in two parts each",
      network: "clean",
      story: { up: losing(5), client: resent(11), lostByFaults: 5 },
      lines: [
        "sent again, up: expected 5 from losses on the wire (5 lost, 6 split), found 11 segments",
      ],
    },
    {
      title: "when more was sent again than what came onto the wire and went elsewhere together",
      network: "clean",
      story: {
        down: { entered: { again: 9 }, left: { again: 9 } },
        server: { ...resent(23), "Device.lo.sent": 4 },
      },
      lines: [
        "sent again, down: expected 9 from losses on the wire " +
          "(0 lost, 9 arrived twice, up to 14 on the host's other interfaces), found 23 segments",
      ],
    },
    {
      title: "when segments were lost and not sent again, whatever the host did elsewhere",
      network: "clean",
      story: {
        ...{ down: losing(5, noqueue, 5), lostByFaults: 5 },
        server: { ...resent(7), "Device.lo.sent": 4000 },
      },
      lines: [
        "sent again, down: expected 0 from losses on the wire (5 lost, 5 abandoned by 0 aborted connections, " +
          "up to 7 on the host's other interfaces), found 7 segments",
      ],
    },
    {
      title: "when packets of the link's own interface are no excuse",
      network: "clean",
      story: {
        up: losing(5),
        client: { ...resent(11), "Device.eth0.sent": 9999 },
        lostByFaults: 5,
      },
      lines: [
        "sent again, up: expected 5 from losses on the wire (5 lost, 6 split), found 11 segments",
      ],
    },
    {
      title: "when more was sent again than segments were not remembered",
      network: "clean",
      story: { up: { entered: { unremembered: 7 } }, client: resent(8) },
      lines: [
        "sent again, up: expected 0 from losses on the wire (0 lost, 7 not tracked), found 8 segments",
      ],
    },
    {
      title: "when more came onto the wire again than was lost or arrived twice",
      network: "clean",
      story: { up: { entered: { again: 2 } }, client: resent(2) },
      lines: [
        "sent again, up: expected 2 from losses on the wire " +
          "(0 lost, -2 abandoned by 0 aborted connections), found 2 segments",
      ],
    },
    {
      title: "when segments arrived twice that nobody sent again",
      network: "clean",
      story: { up: { left: { packets: 10_002, sequenced: 10_002, again: 2 } } },
      lines: [
        "segments that did not come out of the wire: " +
          "expected 0 dropped: exactly as many, found -2 of 20000",
      ],
    },
  ])("$title", ({ network, story, lines }) => {
    expect(afterwards(network, story)).toEqual(lines);
  });
});

test.each(["Tcp.EstabResets", "Tcp.OutRsts", "Tcp.AttemptFails"])(
  "what its sender gave up is not missed: %s",
  (counter) => {
    const up = losing(5, noqueue, 2);
    const story = { up, lostByFaults: 5, client: { ...resent(3), [counter]: 1 } };
    expect(afterwards("clean", story)).toEqual([]);
  },
);

test("what its sender gave up because the peer reset the connection is not missed", () => {
  const story = { up: losing(5, noqueue, 2), lostByFaults: 5, client: resent(3) };
  expect(afterwards("clean", story)).toHaveLength(1);
  expect(afterwards("clean", { ...story, server: { "Tcp.OutRsts": 1 } })).toEqual([]);
});

test("what had happened before the first case does not count, and no segment is no proof", () => {
  const facts: Partial<LinkObservation> = {
    up: way(losing(500, lossStages(500))),
    down: way({ left: { again: 5 } }),
    client: resent(480),
    server: resent(9),
  };
  const happened = { before: observation(facts), after: observation(facts) };
  expect(broken(proveAfter(clean, happened))).toEqual([
    "segments that did not come out of the wire: expected 0 dropped: exactly as many, found 0 of 0",
  ]);
});
