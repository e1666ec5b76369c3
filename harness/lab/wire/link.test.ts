import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toolEnvironment } from "../../cli/choose/bundled.ts";
import type { ServerHost } from "../../host/host.ts";
import { chooseNetworks } from "../../network/choose.ts";
import { compareQdiscs, expectedQdiscs } from "../../network/netem/compare-qdiscs.ts";
import type { DirectionObservation, LinkObservation } from "../../network/observation.ts";
import { clean } from "../../network/profiles.ts";
import { proveAfter } from "../../network/proof.ts";
import type { LinkDirection } from "../../scenario/link-direction.ts";
import type { LinkFault } from "../../scenario/step.ts";
import { type ProgramFolder, programsBut } from "../fixtures/program-folder.ts";
import { runInHost } from "../fixtures/run-in-host.ts";
import { type EchoService, serveEcho } from "../fixtures/serve-echo.ts";
import type { Lab } from "../lab.ts";
import type { Link } from "../link.ts";
import { openNetnsLab } from "../netns/lab.ts";
import { hasNetem } from "../netns/netem.ts";

const environment = toolEnvironment();
const netem = await hasNetem(environment);

/** What a retransmission may take, twice doubled, on a machine that is busy. In ms. */
const timeout = 20_000;

type Family = "IPv4" | "IPv6";

let lab: Lab;
let link: Link;
let serverHost: ServerHost;
let echo: EchoService;
beforeAll(async () => {
  lab = await openNetnsLab({ environment, fixedPort: null, signal: new AbortController().signal });
  if (lab.link === null || lab.server === null) {
    throw new Error(`A netns lab has a link and two hosts: ${lab.whyNoLink}`);
  }
  [link, serverHost] = [lab.link, lab.server];
  echo = await serveEcho(lab, environment, "::");
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

interface Exchange {
  readonly messages: number;
  readonly bytes: number;
  readonly family?: Family;
}

/** A SYN, three data segments and a FIN each way. */
const small: Exchange = { messages: 3, bytes: 100 };

function commandOf({ messages, bytes, family = "IPv4" }: Exchange): readonly string[] {
  const address = family === "IPv4" ? lab.serverAddress : (lab.serverAddressIpv6 ?? "");
  return ["node", "exchange.mjs", address, ...[echo.port, messages, bytes].map(String)];
}

/** Every message comes back, and then all is over at the server: nothing is on its way. */
async function exchange(facts: Exchange): Promise<void> {
  const { status, output } = await runInHost(lab.client, environment, commandOf(facts));
  expect(status, output).toBe(0);
  await settle();
}

async function settle(): Promise<void> {
  await expect.poll(() => serverHost.sockets(echo.port), { timeout }).toEqual({ LISTEN: 1 });
}

interface Change {
  /** What each fault has lost. */
  readonly dropped: readonly number[];
  readonly up: Flow;
  readonly down: Flow;
  /** Segments that the client, and the server, sent again. */
  readonly resent: readonly [client: number, server: number];
  /** What of the proof of a clean link does not hold, when what was dropped is taken from it. */
  readonly unproven: readonly string[];
}

interface Flow {
  readonly packets: number;
  readonly bytes: number;
  readonly lost: number;
  readonly sequenced: number;
  readonly sequencedLost: number;
  /** Segments that came onto the wire, and out of it, although they had before. */
  readonly again: number;
  readonly arrivedAgain: number;
}

function flow(before: DirectionObservation, after: DirectionObservation): Flow {
  const count = (place: "entered" | "left", what: "packets" | "bytes" | "sequenced" | "again") =>
    after[place][what] - before[place][what];
  return {
    packets: count("entered", "packets"),
    bytes: count("entered", "bytes"),
    lost: count("entered", "packets") - count("left", "packets"),
    sequenced: count("entered", "sequenced"),
    sequencedLost: count("entered", "sequenced") - count("left", "sequenced"),
    again: count("entered", "again"),
    arrivedAgain: count("left", "again"),
  };
}

function changeFrom(
  before: LinkObservation,
  after: LinkObservation,
  dropped: readonly number[],
): Change {
  const resent = (host: "client" | "server") =>
    (after[host]["Tcp.RetransSegs"] ?? 0) - (before[host]["Tcp.RetransSegs"] ?? 0);
  const items = proveAfter(clean, { before, after });
  return {
    dropped,
    up: flow(before.up, after.up),
    down: flow(before.down, after.down),
    resent: [resent("client"), resent("server")],
    unproven: items.filter(({ holds }) => !holds).map(({ what, found }) => `${what}: ${found}`),
  };
}

/** What an exchange, in which segments are lost, looks like on the link. */
async function during(
  faults: readonly LinkFault[],
  act: () => Promise<void> = () => exchange(small),
): Promise<Change> {
  const before = await link.observe();
  for (const fault of faults) {
    await link.break(fault);
  }
  await act();
  const dropped = await link.restore();
  return changeFrom(before, await link.observe(), dropped);
}

const drop = (
  of: "data" | "syn",
  direction: LinkDirection,
  which: { readonly nth?: number; readonly count?: number; readonly every?: number },
): LinkFault => ({ do: "dropSegments", of, direction, ...which });

describe("a bare link", () => {
  test.each<Family>(["IPv4", "IPv6"])(
    "carries an exchange over %s, and counts it",
    async (family) => {
      const { up, down, resent, unproven } = await during([], () => exchange({ ...small, family }));
      for (const { lost, sequenced, sequencedLost, again } of [up, down]) {
        expect([lost, sequenced, sequencedLost, again]).toEqual([0, 5, 0, 0]);
      }
      expect([resent, unproven]).toEqual([[0, 0], []]);
    },
  );

  test("has no segmentation offload, on any interface that a segment crosses", async () => {
    const { segmentsAPacket } = await link.observe();
    expect(Object.keys(segmentsAPacket)).toEqual(
      expect.arrayContaining(["client:eth0", "server:eth0", "wire:client", "wire:server"]),
    );
    expect(new Set(Object.values(segmentsAPacket))).toEqual(new Set([1]));
  });

  test("has the MTU that was asked for, on every interface", async () => {
    const signal = new AbortController().signal;
    await using small = await openNetnsLab({ environment, fixedPort: null, signal });
    const mtus = async () => Object.values((await small.link?.observe())?.mtuBytes ?? {});
    expect(await mtus()).toEqual(new Array(6).fill(1500));
    await small.link?.impair({ ...clean, mtuBytes: 1280 });
    expect(await mtus()).toEqual(new Array(6).fill(1280));
  });

  test("carries what was written at once as segments that fit it", async () => {
    const { up, down } = await during([], () => exchange({ messages: 1, bytes: 200_000 }));
    for (const { sequenced, packets, bytes } of [up, down]) {
      expect(sequenced).toBeGreaterThanOrEqual(2 + Math.ceil(200_000 / 1448));
      expect(bytes / packets).toBeLessThanOrEqual(1500);
    }
  });

  test("has no netem", async () => {
    const { up, down } = await link.observe();
    const found = [up, down].map(({ qdiscs }) => compareQdiscs(expectedQdiscs(clean.up), qdiscs));
    expect(found).toEqual([[], []]);
  });
});

describe("segments are lost by their number, and each is counted", () => {
  test.each<{
    title: string;
    faults: readonly LinkFault[];
    dropped: readonly number[];
    up: Partial<Flow>;
    down: Partial<Flow>;
  }>([
    {
      title: "the second data segment to the server",
      faults: [drop("data", "toServer", { nth: 2 })],
      dropped: [1],
      up: { lost: 1, sequenced: 6, sequencedLost: 1, again: 1 },
      down: { lost: 0 },
    },
    {
      title: "the second data segment to the client",
      faults: [drop("data", "toClient", { nth: 2 })],
      dropped: [1],
      up: { lost: 0 },
      down: { lost: 1, sequenced: 6, sequencedLost: 1, again: 1 },
    },
    {
      title: "two in a row: a segment and its retransmission",
      faults: [drop("data", "toServer", { nth: 3, count: 2 })],
      dropped: [2],
      up: { lost: 2, sequenced: 7, sequencedLost: 2, again: 2 },
      down: { lost: 0 },
    },
    {
      title: "every second one to the server: the second, and the retransmission behind the third",
      faults: [drop("data", "toServer", { every: 2 })],
      dropped: [2],
      up: { lost: 2, sequenced: 7, sequencedLost: 2, again: 2 },
      down: { lost: 0 },
    },
    {
      title: "every third one to the client",
      faults: [drop("data", "toClient", { every: 3 })],
      dropped: [1],
      up: { lost: 0 },
      down: { lost: 1, sequenced: 6, sequencedLost: 1, again: 1 },
    },
    {
      title: "of two faults, each its own",
      faults: [
        drop("data", "toClient", { nth: 1 }),
        drop("data", "toServer", { nth: 2, count: 2 }),
      ],
      dropped: [1, 2],
      up: { lost: 2, sequencedLost: 2 },
      down: { lost: 1, sequencedLost: 1 },
    },
    {
      title: "the first SYN",
      faults: [drop("syn", "toServer", { nth: 1 })],
      dropped: [1],
      up: { lost: 1, sequenced: 6, sequencedLost: 1, again: 1 },
      down: { lost: 0, sequenced: 5 },
    },
    {
      title: "the first SYN-ACK",
      faults: [drop("syn", "toClient", { nth: 1 })],
      dropped: [1],
      up: { lost: 0 },
      down: { lost: 1, sequencedLost: 1 },
    },
    {
      title: "none, when fewer come than its number",
      faults: [drop("data", "toServer", { nth: 4 }), drop("syn", "toClient", { nth: 2 })],
      dropped: [0, 0],
      up: { lost: 0, sequenced: 5 },
      down: { lost: 0, sequenced: 5 },
    },
  ])("$title", { timeout }, async ({ faults, dropped, up, down }) => {
    const change = await during(faults);
    expect(change).toMatchObject({ dropped, up, down, unproven: [] });
  });

  test.each<{ title: string; fault: LinkFault; up: number; down: number }>([
    { title: "data to the server", fault: drop("data", "toServer", { nth: 2 }), up: 1, down: 0 },
    { title: "data to the client", fault: drop("data", "toClient", { nth: 2 }), up: 0, down: 1 },
    { title: "a SYN", fault: drop("syn", "toServer", { nth: 1 }), up: 1, down: 0 },
    { title: "a SYN-ACK", fault: drop("syn", "toClient", { nth: 1 }), up: 0, down: 1 },
  ])("over IPv6 too: $title", { timeout }, async ({ fault, up, down }) => {
    const change = await during([fault], () => exchange({ ...small, family: "IPv6" }));
    expect(change.dropped).toEqual([1]);
    expect([change.up.lost, change.down.lost]).toEqual([up, down]);
    expect(change.unproven).toEqual([]);
  });

  test("of a transfer, and each is sent again once", { timeout }, async () => {
    const faults = [drop("data", "toServer", { every: 20 })];
    const change = await during(faults, () => exchange({ messages: 1, bytes: 300_000 }));
    const [lost = 0] = change.dropped;
    expect(lost).toBeGreaterThan(8);
    expect([change.up.lost, change.down.lost]).toEqual([lost, 0]);
    expect(change.up.again).toBe(lost + change.up.arrivedAgain);
    expect(change.resent[0]).toBe(change.up.again);
    expect(change.unproven).toEqual([]);
  });

  // If both ends lack segments, a retransmission shares its segment with SACK blocks, and
  // may have to be sent as two.
  test("of a transfer both ways, and each is sent again, as one or two", { timeout }, async () => {
    const faults = [
      drop("data", "toServer", { every: 20 }),
      drop("data", "toClient", { every: 30 }),
    ];
    const change = await during(faults, () => exchange({ messages: 1, bytes: 300_000 }));
    for (const [index, { lost, again, arrivedAgain }] of [change.up, change.down].entries()) {
      expect(lost).toBe(change.dropped[index]);
      expect(lost).toBeGreaterThan(5);
      expect(again).toBe(lost + arrivedAgain);
      expect(change.resent[index]).toBeGreaterThanOrEqual(again);
    }
    expect(change.unproven).toEqual([]);
  });
});

test("a segment whose acknowledgement was lost comes again, and is counted as that", async () => {
  const exchanging = await startExchange();
  await link.break({ do: "blackhole", direction: "toClient" });
  const before = await link.observe();
  exchanging.next();
  const seen = () => link.observe().then((now) => now.up.left.again - before.up.left.again);
  await expect.poll(seen, { timeout }).toBeGreaterThan(0);
  await link.restore();
  await exchanging.ended;
  await settle();
  const after = await link.observe();
  const { up, resent } = changeFrom(before, after, []);
  expect([up.again, up.arrivedAgain]).toEqual([resent[0], resent[0]]);
});

describe("a blackhole", () => {
  const closedPort = "9";

  /** Both hosts ask each other for a connection. The client's port is closed. */
  async function callBothWays(): Promise<readonly (number | null)[]> {
    const callBack = ["node", "exchange.mjs", "198.18.0.2", closedPort, "1", "1"];
    const ended = await Promise.all([
      runInHost(lab.client, environment, commandOf(small)),
      runInHost(serverHost, environment, callBack),
    ]);
    await settle();
    return ended.map(({ status }) => status);
  }

  test.each<{ title: string; direction?: LinkDirection; up: boolean; down: boolean }>([
    { title: "towards the server", direction: "toServer", up: true, down: false },
    { title: "towards the client", direction: "toClient", up: false, down: true },
    { title: "both ways", up: true, down: true },
  ])("$title loses all that goes there and nothing else", { timeout }, async (row) => {
    const { direction, up, down } = row;
    const before = await link.observe();
    await link.break({ do: "blackhole", ...(direction === undefined ? {} : { direction }) });
    const called = callBothWays();
    const losing = async () => {
      const { up, down } = changeFrom(before, await link.observe(), []);
      return [up.lost > 0, down.lost > 0, up.lost < up.packets, down.lost < down.packets];
    };
    await expect.poll(losing, { timeout }).toEqual([up, down, !up, !down]);
    const dropped = await link.restore();
    expect(await called).toEqual([0, 1]);
    const change = changeFrom(before, await link.observe(), dropped);
    expect(dropped).toEqual([change.up.lost + change.down.lost]);
    expect([change.up.lost > 0, change.down.lost > 0]).toEqual([up, down]);
    expect(change.unproven).toEqual([]);
  });

  test("loses nothing while a host only looks for a neighbour", async () => {
    // Nobody has the address, so only the search for its owner leaves.
    const output = `
      const socket = require("dgram").createSocket("udp4");
      socket.send("anybody", 9, "198.18.77.77", () => socket.close());`;
    const change = await during([{ do: "blackhole" }], async () => {
      const { status, output: complaint } = await runInHost(lab.client, environment, [
        "node",
        "-e",
        output,
      ]);
      expect(status, complaint).toBe(0);
    });
    expect(change).toMatchObject({ dropped: [0], up: { packets: 0, lost: 0 } });
  });
});

describe("a link that is restored", () => {
  test("loses nothing any more", async () => {
    await during([drop("data", "toServer", { every: 2 }), { do: "blackhole" }], () =>
      Promise.resolve(),
    );
    expect(await during([])).toMatchObject({ dropped: [], up: { lost: 0 }, down: { lost: 0 } });
  });

  test("counts from the beginning when it is broken again", async () => {
    const fault = drop("data", "toServer", { nth: 2 });
    expect((await during([fault])).dropped).toEqual([1]);
    expect((await during([fault])).dropped).toEqual([1]);
  });

  test("in the middle of a flood tells all that it had lost", { timeout }, async () => {
    const flood = `
      const socket = require("dgram").createSocket("udp4");
      const send = () => socket.send("flood", 9, "${lab.serverAddress}", () => setTimeout(send, 1));
      send();`;
    const before = await link.observe();
    const { child, killAll } = lab.client.spawn(["node", "-e", flood], {
      cwd: "/",
      environment,
      stdin: "ignore",
    });
    const ended = once(child, "exit");
    const entered = async () =>
      (await link.observe()).up.entered.packets - before.up.entered.packets;
    await expect.poll(entered, { timeout }).toBeGreaterThan(100);
    await link.break({ do: "blackhole", direction: "toServer" });
    await sleep(50);
    const dropped = await link.restore();
    killAll();
    await ended;
    const { up } = changeFrom(before, await link.observe(), dropped);
    expect(up.lost).toBeGreaterThan(0);
    expect(dropped).toEqual([up.lost]);
  });

  test("has lost nothing when nothing was done to it", async () => {
    expect([await link.restore(), await link.restore()]).toEqual([[], []]);
  });

  test("counts right although a fault could not begin", async () => {
    const impossible = drop("data", "toServer", { every: 0 });
    await expect(link.break(impossible)).rejects.toMatchObject({ code: "WIRE_FAILED" });
    expect((await during([drop("data", "toServer", { nth: 2 })])).dropped).toEqual([1]);
  });
});

/** A connection on which the next message is sent when the test says so. */
async function startExchange() {
  const { child } = lab.client.spawn([...commandOf(small), "wait"], {
    cwd: `${import.meta.dirname}/../fixtures`,
    environment,
    stdin: "pipe",
  });
  const ended = once(child, "exit");
  const [port] = (await once(child.stdout, "data")) as [Buffer];
  return { port: Number(port), next: () => void child.stdin?.end("next\n"), ended };
}

describe("segments are on their way", () => {
  test("while data is lost, and no longer when it is acknowledged", async () => {
    const { port, next, ended } = await startExchange();
    await expect.poll(() => lab.inFlight(echo.port), { timeout }).toEqual([]);
    await link.break({ do: "blackhole", direction: "toServer" });
    next();
    await expect.poll(() => lab.inFlight(echo.port), { timeout }).toEqual([port]);
    await link.restore();
    await ended;
    await settle();
    expect(await lab.inFlight(echo.port)).toEqual([]);
  });

  test("while the handshake is not over", async () => {
    await link.break({ do: "blackhole", direction: "toClient" });
    expect(await lab.inFlight(echo.port)).toEqual([]);
    const exchanged = exchange(small);
    await expect.poll(() => lab.inFlight(echo.port), { timeout }).toContain(null);
    await link.restore();
    await exchanged;
    expect(await lab.inFlight(echo.port)).not.toContain(null);
  });
});

describe("a kernel", () => {
  const [lte = clean] = chooseNetworks(["lte"]);

  test.skipIf(netem)("without netem says that it cannot impair", async () => {
    const impairing = link.impair(lte);
    await expect(impairing).rejects.toMatchObject({ name: "WireError", code: "WIRE_FAILED" });
    await expect(impairing).rejects.toThrow(
      "tc failed on the wire: Error: Specified qdisc kind is unknown.",
    );
  });

  test.skipIf(!netem)("with netem impairs the link as it is asked", async () => {
    const signal = new AbortController().signal;
    await using own = await openNetnsLab({ environment, fixedPort: null, signal });
    await own.link?.impair(lte);
    const seen = await own.link?.observe();
    expect(compareQdiscs(expectedQdiscs(lte.up), seen?.up.qdiscs)).toEqual([]);
    expect(compareQdiscs(expectedQdiscs(lte.down), seen?.down.qdiscs)).toEqual([]);
  });

  test("leaves a bare link as it is for a network without impairment", async () => {
    await link.impair(clean);
    expect(await during([])).toMatchObject({ unproven: [] });
  });
});

describe("without nft", () => {
  let folder: ProgramFolder;
  beforeAll(() => {
    folder = programsBut(["nft"], environment["PATH"] ?? "");
  });
  afterAll(() => folder[Symbol.dispose]());

  test("a lab opens without a link, and says why", async () => {
    const bare = { ...environment, PATH: folder.path };
    const signal = new AbortController().signal;
    await using own = await openNetnsLab({ environment: bare, fixedPort: null, signal });
    expect(own.link).toBeNull();
    expect(own.whyNoLink).toMatch(/^nft failed on the wire: .*nft.*No such file/);
    expect(own.isAlive()).toBe(true);
  });
});
