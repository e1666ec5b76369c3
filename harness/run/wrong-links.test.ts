import { writeFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { pinnedEnvironment } from "../cli/choose/bundled.ts";
import { preparedControls } from "../cli/choose/controls.ts";
import { usableCpus } from "../host/usable-cpus.ts";
import { makeWindow } from "../lab/fixtures/guest-window.ts";
import { runInGuest } from "../lab/fixtures/run-in-guest.ts";
import type { ProofJob, ProvedLink, WrongLink } from "./fixtures/wrong-link.ts";
import { withCompileCache } from "./guest/compile-cache.ts";

const environment = pinnedEnvironment();

/** A link costs 10 s, and 10 s more where nothing is found before the last case is over. */
const provingMaxMs = 600_000;

/** Each keeps a processor busy. */
const guestsMax = 2;

const honest: WrongLink = {
  title: "a link as it is called",
  network: "delay=10ms loss=2%",
  after: "it was impaired",
  script: "true",
};

interface Expected extends WrongLink {
  /** What the proof says of it. */
  readonly told: RegExp;
}

/** So that what came off the wire was lost before it was counted. */
const steal = `
  nft 'add table bridge thief'
  nft 'add chain bridge thief take { type filter hook prerouting priority -400; }'
  nft 'add rule bridge thief take iifname "link-far" meta length > 1000 numgen inc mod 50 == 0 drop'
`;

const foundBefore: readonly Expected[] = [
  {
    title: "a link without netem on the way up",
    network: "delay=10ms",
    after: "it was impaired",
    script: "tc qdisc del dev link-near root",
    told: /: settings of the wire, up, expected 1 netem, as asked, found netem 1: was asked for, and is not there\.$/,
  },
  {
    title: "a link of half the delay on the way down",
    network: "delay=20ms",
    after: "it was impaired",
    script: "tc qdisc change dev link-far root netem limit 100000 delay 10ms",
    told: /: settings of the wire, down, .* was asked for a delay of 20 ms, and reads back 10 ms\.$/,
  },
  {
    title: "a link with a queue of 100 packets",
    network: "delay=20ms",
    after: "it was impaired",
    script: "tc qdisc change dev link-near root netem limit 100 delay 20ms",
    told: /: settings of the wire, up, .* was asked for a limit of 100000 packets, and reads back 100 packets\.$/,
  },
  {
    title: "a link that loses nothing of what it is to lose",
    network: "delay=10ms loss=2%",
    after: "it was impaired",
    script: "tc qdisc change dev link-far handle 1: root netem limit 100000 loss 0%",
    told: /: settings of the wire, down, .* was asked for a loss of 2 %, and reads back 0 %/,
  },
  {
    title: "a link with a way round its impairment",
    network: "delay=20ms",
    after: "it was impaired",
    script: "ip link set server master near; ip link set near type bridge fdb_flush",
    told: /: smallest round trip, expected 40\.0 ± 2\.8 ms, found \d\.\d\d ms\.$/,
  },
  {
    title: "a link with segmentation offload on the wire",
    network: "delay=10ms",
    after: "it was impaired",
    script: "ip link set dev link-near gso_max_segs 65535",
    told: /: segmentation offload, expected one segment a packet, .* found wire:link-near allows 65535\.$/,
  },
  {
    title: "a link with segmentation offload at a host",
    network: "delay=10ms",
    after: "it was impaired",
    script: "ip -n server link set dev eth0 gso_max_segs 65535",
    told: /: segmentation offload, expected one segment a packet, .* found server:eth0 allows 65535\.$/,
  },
];

const foundBehind: readonly Expected[] = [
  {
    title: "a link whose queue became too short",
    network: "delay=20ms",
    after: "the proof before the first case",
    script: "tc qdisc change dev link-near root netem limit 100 delay 20ms",
    told: /: overflow, up, expected none, found [1-9]\d* segments\.$/,
  },
  {
    title: "a link that stopped losing segments",
    network: "delay=2ms up.loss=10%",
    after: "the proof before the first case",
    script: "tc qdisc change dev link-near root netem limit 100000 loss 0.0001%",
    told: /: loss, up, expected 10 % of \d+ segments: \d+ to \d+, found \d+ segments\.$/,
  },
  {
    title: "a link that loses what nobody asked it to",
    network: "delay=5ms",
    after: "the proof before the first case",
    script: steal,
    told: /: segments that did not come out of the wire, expected 0 dropped: exactly as many, found [1-9]\d* of \d+\.$/,
  },
];

const proved = new Map<string, ProvedLink>();

/** Guests prove them, for this machine's own kernel may not be able to impair a link. */
beforeAll(async () => {
  enableCompileCache();
  const links = [honest, ...foundBefore, ...foundBehind];
  const cpus = usableCpus().slice(0, guestsMax);
  const shares = cpus.map((_, guest) => links.filter((__, at) => at % cpus.length === guest));
  await Promise.all(shares.map((share, guest) => prove(share, cpus[guest] ?? null)));
}, provingMaxMs);

async function prove(links: readonly WrongLink[], cpu: number | null): Promise<void> {
  using window = makeWindow();
  // Servers that are compiled take a guest no time to start.
  const controls = await preparedControls(null, new AbortController().signal);
  const job: ProofJob = { links, controls, environment };
  const file = join(window.path, "job.json");
  writeFileSync(file, JSON.stringify(job));
  const fixture = join(import.meta.dirname, "fixtures", "prove-wrong-links.ts");
  const { end, stdout, stderr } = await runInGuest(window, "", {
    ...{ environment, cpu, memoryMiB: 2048 },
    command: withCompileCache([process.execPath, fixture, file]),
  });
  expect(stderr).toBe("");
  expect(end).toEqual({ how: "finished", status: 0 });
  for (const line of stdout.trim().split("\n")) {
    const link = JSON.parse(line) as ProvedLink;
    proved.set(link.title, link);
  }
}

test("a link as it is called is proved, and every segment that it lost is accounted for", () => {
  const link = proved.get(honest.title);
  expect(link?.unproven).toBeNull();
  expect(link?.verdicts).toEqual(["pass"]);
  const find = (what: string) => link?.items.find((item) => item.what.startsWith(what));
  const [, dropped] = /^(\d+) dropped: exactly as many$/.exec(
    find("segments that did not come out")?.expected ?? "",
  ) ?? ["", ""];
  expect(Number(dropped)).toBeGreaterThan(0);
  expect(find("segments that did not come out")?.found).toMatch(new RegExp(`^${dropped} of `));
  const [up, down] = ["loss, up", "loss, down"].map((what) => /^\d+/.exec(find(what)?.found ?? ""));
  expect(Number(up) + Number(down)).toBe(Number(dropped));
});

describe("before the first case the proof finds", () => {
  test.each(foundBefore)("$title", ({ title, told }) => {
    const link = proved.get(title);
    expect(link?.unproven).toMatch(told);
    // No case was taken.
    expect(link?.verdicts).toEqual(["inconclusive"]);
  });
});

describe("behind the last case the proof finds", () => {
  test.each(foundBehind)("$title", ({ title, told }) => {
    const link = proved.get(title);
    expect(link?.unproven).toMatch(told);
    expect(link?.verdicts).toEqual(["inconclusive"]);
  });
});
