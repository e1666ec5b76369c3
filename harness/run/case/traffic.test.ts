import { expect, test } from "vitest";
import { startVirtualClock } from "../../driver/fixtures/virtual-clock.ts";
import type { Link } from "../../lab/link.ts";
import type { LinkObservation, Traffic } from "../../network/observation.ts";
import { watchTraffic } from "./traffic.ts";

const signal = new AbortController().signal;

function packets(count: number): Traffic {
  return { packets: count, bytes: 0, sequenced: 0, again: 0, unremembered: 0 };
}

const netem = (drops: number) => [
  { kind: "netem", handle: "1:", root: true, options: { "loss-random": { loss: 0.1 } }, drops },
];

interface Counted {
  readonly entered: number;
  readonly left: number;
  readonly drops: number;
}

function observation(
  up: Counted,
  lostByFaults = 0,
  server: LinkObservation["server"] = {},
): LinkObservation {
  const way = ({ entered, left, drops }: Counted) => ({
    entered: packets(entered),
    left: packets(left),
    qdiscs: netem(drops),
  });
  const quiet = { entered: 0, left: 0, drops: 0 };
  return {
    up: way(up),
    down: way(quiet),
    segmentsAPacket: {},
    mtuBytes: {},
    lostByFaults,
    client: {},
    server,
  };
}

/** A link that shows these observations, one after another. */
function linkShowing(...observations: readonly LinkObservation[]) {
  const left = [...observations];
  let looks = 0;
  const link: Link = {
    impair: () => Promise.reject(new Error("not asked for")),
    break: () => Promise.reject(new Error("not asked for")),
    restore: () => Promise.resolve([]),
    observe() {
      looks += 1;
      const next = left.shift();
      return next === undefined
        ? Promise.reject(new Error("too many looks"))
        : Promise.resolve(next);
    },
  };
  return { link, looks: () => looks };
}

test("packets of a case are those since it began, a round trip after its end", async () => {
  const { link } = linkShowing(
    observation({ entered: 5, left: 4, drops: 1 }),
    observation({ entered: 25, left: 18, drops: 5 }, 2),
  );
  const clock = startVirtualClock();
  const watch = await watchTraffic({ link }, "udp");
  const traffic = await watch.sinceThen(clock, { roundTripMs: 300, signal });
  expect(traffic).toEqual({
    toServer: { entered: 20, left: 14, lost: 6 },
    toClient: { entered: 0, left: 0, lost: 0 },
  });
  expect(clock.nowMs()).toBe(300);
});

test("what the receiving host took is counted, over either family", async () => {
  const { link } = linkShowing(
    observation({ entered: 0, left: 0, drops: 0 }, 0, { "Ip.InReceives": 3 }),
    observation({ entered: 9, left: 9, drops: 0 }, 0, { "Ip.InReceives": 8, "Ip6.InReceives": 3 }),
  );
  const clock = startVirtualClock();
  const watch = await watchTraffic({ link }, "udp");
  const traffic = await watch.sinceThen(clock, { roundTripMs: 0, signal });
  expect(traffic?.toServer).toEqual({ entered: 9, left: 9, lost: 0, taken: 8 });
});

test("nothing is counted for TCP, nor without a wire", async () => {
  const { link, looks } = linkShowing();
  const clock = startVirtualClock();
  const watches = [
    await watchTraffic({ link }, "tcp"),
    await watchTraffic({ link }, "unix"),
    await watchTraffic({ link: null }, "udp"),
  ];
  for (const watch of watches) {
    expect(await watch.sinceThen(clock, { roundTripMs: 300, signal })).toBeNull();
  }
  expect(looks()).toBe(0);
});
