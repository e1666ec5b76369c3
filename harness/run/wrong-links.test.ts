import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toolEnvironment } from "../cli/bundled.ts";
import { makeWindow } from "../lab/fixtures/guest-window.ts";
import { runInGuest } from "../lab/fixtures/run-in-guest.ts";
import type { ProvedLink, WrongLink } from "./fixtures/wrong-link.ts";

const environment = toolEnvironment();

/** Link by link, what it is like and how the proof tells of it. */
const wrong: readonly (WrongLink & { readonly told: RegExp; readonly verdict: string })[] = [
  {
    title: "no netem on the way up",
    network: "delay=10ms",
    after: "it was impaired",
    script: "tc qdisc del dev link-near root",
    told: /settings of the wire, up, expected 1 netem, as asked, found netem 1: .* is not there/,
    verdict: "inconclusive",
  },
  {
    title: "no netem on the way down",
    network: "delay=10ms",
    after: "it was impaired",
    script: "tc qdisc del dev link-far root",
    told: /settings of the wire, down, .* is not there/,
    verdict: "inconclusive",
  },
  {
    title: "half the delay",
    network: "delay=20ms",
    after: "it was impaired",
    script: "tc qdisc change dev link-far root netem limit 100000 delay 10ms",
    told: /settings of the wire, down, .* asked for a delay of 20 ms, and reads back 10 ms/,
    verdict: "inconclusive",
  },
  {
    title: "a way round the impairment",
    network: "delay=20ms",
    after: "it was impaired",
    script: "ip link set server master near",
    told: /smallest round trip, expected 40\.0 ± 2\.8 ms, found \d\.\d\d ms/,
    verdict: "inconclusive",
  },
  {
    title: "a queue of 100 packets",
    network: "delay=20ms",
    after: "it was impaired",
    script: "tc qdisc change dev link-near root netem limit 100 delay 20ms",
    told: /settings of the wire, up, .* asked for a limit of 100000.*, and reads back 100/,
    verdict: "inconclusive",
  },
  ...["client", "link-near", "link-far", "server"].map(
    (name) =>
      ({
        title: `segmentation offload on the wire's interface ${name}`,
        network: "delay=10ms",
        after: "it was impaired",
        script: `ip link set dev ${name} gso_max_segs 65535`,
        told: new RegExp(`segmentation offload, .* found wire:${name} allows 65535`),
        verdict: "inconclusive",
      }) as const,
  ),
  ...["client", "server"].map(
    (host) =>
      ({
        title: `segmentation offload on the ${host}`,
        network: "delay=10ms",
        after: "it was impaired",
        script: `ip -n ${host} link set dev eth0 gso_max_segs 65535`,
        told: new RegExp(`segmentation offload, .* found ${host}:eth0 allows 65535`),
        verdict: "inconclusive",
      }) as const,
  ),
];
let proved: ReadonlyMap<string, ProvedLink> = new Map();
const window = makeWindow();
afterAll(() => window[Symbol.dispose]());

test("x", { timeout: 400_000 }, async () => {
  const links = join(window.path, "links.json");
  writeFileSync(links, JSON.stringify([{title:"honest", network: "delay=10ms loss=2%", script: "true", after: "it was impaired"}, ...wrong,
  {title:"loss gone", network: "delay=2ms loss=10%", script: "tc qdisc change dev link-near root netem limit 100000 ; tc -s qdisc show dev link-near >&2", after: "the proof before the first case"},
  {title:"limit later", network: "delay=20ms", script: "tc qdisc change dev link-near root netem limit 100 delay 20ms", after: "the proof before the first case"},
  ]));
  const fixture = join(import.meta.dirname, "fixtures", "prove-wrong-links.ts");
  const t = Date.now();
  const { end, stdout, stderr } = await runInGuest(window, "", {
    environment,
    cpu: 0,
    memoryMiB: 2048,
    command: [process.execPath, fixture, links, environment["PATH"] ?? ""],
  });
  console.log(end, stderr, Date.now() - t);
  for (const line of stdout.trim().split("\n")) {
    const one = JSON.parse(line) as ProvedLink;
    console.log(one.title, "|", one.unproven, one.verdicts, one.items.filter((i) => !i.holds));
    if (one.title==="honest") console.log(one.items);
  }
});
