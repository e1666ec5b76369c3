import { describe, expect, test } from "vitest";
import { toolEnvironment } from "../../cli/choose/bundled.ts";
import { makeConnection, makeHistory } from "../../history/fixtures/history-builder.ts";
import type { FinishedCase } from "../../journal/case-result.ts";
import type { Link } from "../../lab/link.ts";
import { WireError } from "../../lab/wire/shell.ts";
import { chooseNetworks } from "../../network/choose.ts";
import { recordedQdiscs } from "../../network/fixtures/recorded-qdiscs.ts";
import type { Network } from "../../network/network.ts";
import type { LinkObservation } from "../../network/observation.ts";
import { clean } from "../../network/profiles.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { implementationOf, planOf, runSmall } from "../fixtures/small-run.ts";
import { emptyCase } from "../skipped.ts";
import { conclude, measureBareLink, type PlayProbe, startProof } from "./prove-link.ts";

const [lte = clean, leo = clean] = chooseNetworks(["lte,leo"]);
const [planned] = planOf([implementationOf("control")]);

interface Counted {
  readonly qdiscs?: string;
  readonly entered: number;
  readonly left: number;
  readonly resent: number;
  readonly lostByFaults?: number;
}

/** What is seen of a link of which only the way up is used. */
function seen({
  qdiscs = "clean",
  entered,
  left,
  resent,
  lostByFaults = 0,
}: Counted): LinkObservation {
  const traffic = (packets: number, again = 0) => ({
    packets,
    bytes: 0,
    sequenced: packets,
    again,
    unremembered: 0,
  });
  const way = { entered: traffic(0), left: traffic(0), qdiscs: recordedQdiscs().get(qdiscs) };
  return {
    up: { ...way, entered: traffic(entered, resent), left: traffic(left) },
    down: way,
    segmentsAPacket: { "client:eth0": 1 },
    mtuBytes: { "client:eth0": 1500 },
    lostByFaults,
    client: { "Tcp.RetransSegs": resent },
    server: {},
  };
}

const bare = seen({ entered: 5, left: 5, resent: 0 });

/** A link that looks as it is reported, one look after another and the last one for ever. */
function startLink(said: string[], looks: readonly LinkObservation[]): Link {
  let looked = 0;
  return {
    impair: ({ name }) => Promise.resolve(void said.push(`impair: ${name}`)),
    observe() {
      looked += 1;
      return Promise.resolve(looks[Math.min(looked, looks.length) - 1] as LinkObservation);
    },
    break: () => Promise.resolve(),
    restore: () => Promise.resolve([]),
  };
}

function finished({ roundTripMs }: { readonly roundTripMs?: number }): FinishedCase {
  if (planned === undefined) {
    throw new Error("Nothing was planned.");
  }
  const inspection = {
    atMs: 1,
    dataSegmentsOut: 1,
    bytesAcked: 1,
    bytesReceived: 1,
    bytesRetransmitted: 0,
    minimumRoundTripMs: roundTripMs ?? null,
  };
  const connections = [makeConnection("main", { inspections: [inspection] })];
  const outcome = { verdict: "pass", reason: null } as const;
  const history = makeHistory({ connections });
  return { ...emptyCase(planned, { labKind: "netns" }, outcome), history };
}

interface Facts {
  readonly network: Network;
  readonly looks: readonly LinkObservation[];
  readonly roundTripMs?: number;
}

async function prove({ network, looks, roundTripMs = 35.2 }: Facts) {
  const said: string[] = [];
  const probes: Scenario[] = [];
  const link = startLink(said, looks);
  const play: PlayProbe = (scenario, on) => {
    said.push(`play on ${on.name}`);
    probes.push(scenario);
    return Promise.resolve(finished({ roundTripMs: on === clean ? 0.05 : roundTripMs }));
  };
  const measured = await measureBareLink(link, { clean, play });
  await link.impair(network);
  const prover = await startProof(link, measured, { network, play });
  return { prover, said, probes };
}

const impaired = { ...bare, ...seen({ qdiscs: "lte", entered: 9, left: 9, resent: 0 }) };

describe("before the first case", () => {
  test("the bare wire is measured, then impaired and measured again", async () => {
    const { said, prover } = await prove({ network: lte, looks: [bare, impaired] });
    expect(said).toEqual(["play on clean", "impair: lte", "play on lte"]);
    expect(conclude(prover.before).unproven).toBeNull();
  });

  test.each<[string, Network, number]>([
    ["lte, which has no jitter,", lte, 5],
    ["leo, which has jitter,", leo, 20],
  ])("on %s a probe pings as often as it has to", async (_, network, count) => {
    const { probes } = await prove({ network, looks: [bare, impaired] });
    const pings = probes.map(({ steps }) => steps.find((step) => step.do === "ping"));
    expect(pings).toMatchObject([{ count: 5 }, { count }]);
  });

  test("a link that is not as it was asked is reported", async () => {
    const looks = [bare, impaired];
    const { prover } = await prove({ network: lte, looks, roundTripMs: 0.4 });
    expect(conclude(prover.before).unproven).toBe(
      "The link could not be proved to match its network: " +
        "smallest round trip, expected 35.1 ± 2.7 ms, found 0.40 ms.",
    );
  });
});

test("a kernel that cannot impair ends the session before its first case", async () => {
  const impair = () => Promise.reject(new WireError("tc failed"));
  const plan = planOf([implementationOf("echo")]);
  const outcome = await runSmall(toolEnvironment(), { plan }, (lab) => ({
    ...lab,
    link: lab.link && { ...lab.link, impair },
  }));
  expect(outcome.labFailure).toBeInstanceOf(WireError);
  expect(outcome.finished).toEqual([]);
});

describe("behind the last case", () => {
  const ending = (left: number, resent: number, lostByFaults = 0) =>
    seen({ qdiscs: "lte", entered: 100, left, resent, lostByFaults });

  test("what nobody dropped has to have come out of the wire", async () => {
    const { prover } = await prove({ network: lte, looks: [bare, impaired, ending(100, 0)] });
    expect((await prover.finish()).unproven).toBeNull();
  });

  test("what the cases' own steps lost is taken from what is missing", async () => {
    const { prover } = await prove({ network: lte, looks: [bare, impaired, ending(95, 5, 5)] });
    expect((await prover.finish()).unproven).toBeNull();
  });

  test("what is on its way is waited for", async () => {
    const looks = [bare, impaired, ending(95, 4, 5), ending(95, 4, 5), ending(95, 5, 5)];
    const { prover } = await prove({ network: lte, looks });
    const proof = await prover.finish();
    expect(proof.unproven).toBeNull();
    expect(proof.items.length).toBeGreaterThan(prover.before.length);
  });
});

test("of several things that do not hold, the first is the reason", () => {
  const item = (what: string, holds: boolean) => ({ what, expected: "a", found: "b", holds });
  const items = [item("one", true), item("two", false), item("three", false)];
  const { unproven } = conclude(items);
  expect(unproven).toBe(
    "The link could not be proved to match its network: two, expected a, found b.",
  );
  expect(conclude([item("one", true)]).unproven).toBeNull();
});
