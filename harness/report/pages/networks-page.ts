import { describeLink, sourceLine } from "../../network/describe.ts";
import type { Network } from "../../network/network.ts";

/** Writes the page about networks in Markdown, with a table of the given ones. */
export function networksPage(networks: readonly Network[]): string {
  return [
    introduction,
    "| name | title | link | source |",
    "| --- | --- | --- | --- |",
    ...networks.map(
      (network) =>
        `| \`${network.name}\` | ${network.title} | ${describeLink(network)} | ${sourceLine(network)} |`,
    ),
    "",
    "Assumptions where a source gives no value, and effects that are not modelled:",
    "",
    ...assumptions(networks),
    "",
    words,
    file,
    reasons,
    kernels,
  ].join("\n");
}

/** @returns a line for each note, with all the networks it applies to. */
function assumptions(networks: readonly Network[]): readonly string[] {
  const byNote = Map.groupBy(networks, ({ note }) => note);
  return [...byNote].flatMap(([note, ones]) =>
    note === undefined ? [] : [`- ${ones.map(({ name }) => `\`${name}\``).join(", ")}: ${note}`],
  );
}

const introduction = `# Networks

Written by \`npm run docs\` from the profiles' data.

A network is a named link profile: delay, jitter, rate, queue, loss, reordering, duplication and corruption, for each
direction, and an MTU. \`up\` is from the client to the server, \`down\` the reverse. An omitted setting means no impairment.
Tools disagree about the meaning of names such as "3G", so every profile cites its source.

\`\`\`sh
npx sockspec list networks
npx sockspec run --network lte,geo
npx sockspec run --network all
npx sockspec run --network "rtt=80ms loss=1% burst=3"
npx sockspec run --network my-office.json
\`\`\`

## Bundled networks

Loss, reordering, duplication and corruption apply to each direction; the round trip covers both.
`;

const words = `## Networks on the command line

| word | value | meaning |
| --- | --- | --- |
| \`delay\` | \`50ms\`, \`1.5s\`, \`200us\` | **one-way** delay, in each direction: the round trip is twice that |
| \`rtt\` | \`300ms\` | round trip, half of it in each direction; instead of \`delay\` |
| \`jitter\` | \`5ms\` | each packet's delay varies by up to this much, up or down; packets keep their order |
| \`rate\` | \`256kbit\`, \`20mbit\`, \`1gbit\` | bits per second |
| \`queue\` | \`100ms\`, \`50p\` | length of the queue in front of the rate limit, as time at that rate or as packets; packets beyond it are dropped. Without this setting, no packet is dropped for lack of room |
| \`loss\` | \`1%\` | packets dropped at random |
| \`burst\` | \`3\` | with \`loss\`: how many packets are lost in a row, on average |
| \`reorder\` | \`5%\` | packets that skip the delay and overtake others; needs a \`delay\` |
| \`duplicate\` | \`5%\` | packets that arrive twice; not with a \`queue\` |
| \`corrupt\` | \`1%\` | packets with one flipped bit, which TCP's checksum detects |
| \`mtu\` | \`1280\` | largest IP packet in bytes, both ways, 1280 to 1500: TCP sends shorter segments, and UDP datagrams travel in fragments |

A setting applies to both directions, unless it has the prefix \`up.\` or \`down.\`. A prefixed setting takes precedence:
\`delay=20ms rate=5mbit up.rate=256kbit\`. The network's name is derived from its settings (here,
\`delay-20ms-up-rate-256kbit-down-rate-5000kbit\`), so equal networks have the same name in all results.
`;

const file = `## Networks in files

The file's name ends in \`.json\`. The network's name must be unique. A \`$schema\` key may name its
[JSON Schema](schemas/network.schema.json).

\`\`\`json
{
  "name": "my-office",
  "title": "The VPN of the branch office",
  "source": "measured with ping and iperf3",
  "date": "2026-03",
  "up": { "delayMs": 40, "rateKbit": 2000, "queueMs": 200 },
  "down": {
    "delayMs": 40,
    "jitterMs": 5,
    "rateKbit": 16000,
    "loss": { "meanPercent": 1, "meanBurst": 3 }
  }
}
\`\`\`

A direction has \`delayMs\` (one way, required), \`jitterMs\`, \`rateKbit\`, \`queueMs\` or \`queuePackets\`, \`loss\` as
\`{ "percent": 1 }\` or as \`{ "meanPercent": 1, "meanBurst": 3 }\`, \`reorderPercent\`, \`duplicatePercent\` and
\`corruptPercent\`. Beside the directions may stand \`mtuBytes\`. Unknown keys are rejected.
`;

const reasons = `## Design decisions

**The impairment is on the wire.** A lab is client – wire – server, and no endpoint is impaired. netem on a
sender's own interface reports its drops to TCP, throttles TCP through TCP Small Queues and delays its timers: 43 drops
there led to no retransmission at all. On the wire, every drop led to one.

**Correlation is rejected.** netem accepts a correlation as a second percentage, but then no longer honours the first:
with \`20% 25%\` it lost 10.4 %, and with \`20% 75%\` 0.095 %. Bursty loss uses Gilbert's model instead,
given as two measurable quantities: the mean loss *m* and the mean burst length *b*. At each packet, the chain leaves its
bad state with probability *r* = 1/*b* and enters it with *p* = *r*·*m*/(1 − *m*).

**Loss and queue are separate stages.** A netem qdisc has a single drop counter for intended loss and queue overflow.
sockspec therefore uses three netem stages: loss and corruption first, a queue that may overflow below it, and the delay at
the bottom. An upper stage also counts the drops of the stages below it, and the difference is the intended loss. Overflow
without a requested queue invalidates the result. The queue is separate from the delay because netem's limit also counts
packets that are merely in flight. Without a requested queue the limit is 100,000 packets; netem's default of 1000 dropped
packets that should have passed.

**Duplication stands alone.** Since 2025, Linux rejects a second netem in the same tree as one that duplicates. Such a
direction is a single stage and cannot have a bounded queue.

**Jitter does not reorder.** By itself, netem lets jittered packets overtake each other. With a rate, it times each
packet from the previous one, so a direction with jitter and no rate gets a rate of 10 Gbit/s. A packet then waits for the
slowest one ahead of it, and under load the delay tends towards its upper end. Packets are reordered only on request, and at
the requested percentage.

**The MTU is that of every interface**, of both hosts and of the wire. So hosts announce shorter segments and split datagrams
themselves. It is at least 1280 bytes, below which Linux takes IPv6 off an interface.

**Settings are read back.** Every setting is compared with the output of \`tc\` and \`ip\`. If one differs, the link's
[proof](proof.md) fails, and no case on that link counts.
`;

const kernels = `## Kernels and processors

Impaired links need \`sch_netem\`. If the host's kernel lacks it, impaired cases run in a guest kernel, Debian's
\`user-mode-linux\`. \`sockspec doctor\` boots one and reports what the machine supports. If
\`sockspec kernel build\` has built the kernel with [virtual time](virtual-time.md), they run there instead.

| host | processor | guest kernel | result |
| --- | --- | --- | --- |
| Debian 12, Linux 6.18 without \`sch_netem\` | AMD EPYC with AVX-512 | Debian 12, 6.1.176 | boots as it is |
| Debian 12, Linux 6.18 without \`sch_netem\` | Intel with AMX (Sapphire Rapids or later) | Debian 12, 6.1.176 | boots with padded register state |
| any | arm64 and others | none: User-Mode Linux is a port to x86 | use a kernel with \`sch_netem\`, and \`--kernel host\` |

**Processors with AMX.** User-Mode Linux before 6.13 saves 2,696 bytes of floating-point and vector state for each process.
On a processor with AMX, the host's kernel requires 11,008 bytes, and the guest panics when it starts its first
process. sockspec therefore preloads a small library into the guest kernel's process, which pads that state
(\`containers/guest/xstate/\`). It is used only if the host has more state than the guest saves. Programs in the guest do not
see it, and the run's header records the size as \`machine.guestStatePaddedToBytes\`. Programs in a guest cannot use
AMX: Linux grants it on request only, and User-Mode Linux does not pass the request on.

A prototype of that library ran \`sockspec network prove lte\` on a machine with AMX. The library's own tests run on any
processor, against a simulated host with more state.
`;
