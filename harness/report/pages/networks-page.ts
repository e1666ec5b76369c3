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
    "Assumptions where a source is silent, and effects that are not modelled:",
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
direction. \`up\` is from the client to the server, \`down\` the reverse. An omitted setting means no impairment.
Tools disagree about what a name such as "3G" stands for, so every profile cites its source.

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

const words = `## A network as words

| word | value | meaning |
| --- | --- | --- |
| \`delay\` | \`50ms\`, \`1.5s\`, \`200us\` | **one-way** delay, in each direction: the round trip is twice that |
| \`rtt\` | \`300ms\` | round trip, half of it in each direction; instead of \`delay\` |
| \`jitter\` | \`5ms\` | each packet's delay varies by up to this much, up or down; packets keep their order |
| \`rate\` | \`256kbit\`, \`20mbit\`, \`1gbit\` | bits per second |
| \`queue\` | \`100ms\`, \`50p\` | queue in front of the rate limit, as time at that rate or as packets; packets beyond it are dropped. Without this setting nothing overflows |
| \`loss\` | \`1%\` | packets dropped at random |
| \`burst\` | \`3\` | with \`loss\`: how many packets are lost in a row, on average |
| \`reorder\` | \`5%\` | packets that skip the delay and overtake others; needs a \`delay\` |
| \`duplicate\` | \`5%\` | packets that arrive twice; not with a \`queue\` |
| \`corrupt\` | \`1%\` | packets with one bit flipped, which TCP's checksum finds |

A setting applies to both directions. With the prefix \`up.\` or \`down.\` it applies to one, and takes precedence:
\`delay=20ms rate=5mbit up.rate=256kbit\`. The network's name is derived from its settings, here
\`delay-20ms-up-rate-256kbit-down-rate-5000kbit\`, so results of equal networks share a name however they were written.
`;

const file = `## A network as a file

A file whose name ends in \`.json\`. The network's name must be unique.

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
\`corruptPercent\`. An unknown key is rejected, with its name and what was expected.
`;

const reasons = `## Design decisions

**The impairment is on the wire.** A lab is client – wire – server, and no endpoint is impaired. netem on a
sender's own interface reports its drops to TCP, throttles TCP through TCP Small Queues and delays its timers: there, 43
drops led to no retransmission at all. On the wire, every drop led to one.

**Correlation is rejected.** netem accepts a correlation as a second percentage, but then no longer honours the first:
asked for \`20% 25%\` it lost 10.4 %, and asked for \`20% 75%\` it lost 0.095 %. Bursty loss uses Gilbert's model instead,
given as two measurable quantities: the mean loss *m* and the mean burst length *b*. At each packet, the chain leaves its
bad state with probability *r* = 1/*b* and enters it with *p* = *r*·*m*/(1 − *m*).

**Loss and queue are separate stages.** A netem qdisc has a single drop counter for intended loss and queue overflow. So
loss and corruption are one netem, a queue that may overflow is a second one below it, and delay a third: a drop in a lower
stage is also counted by those above, and the difference is the intended loss. Overflow where no queue was
requested makes a result invalid. netem's limit also counts packets that are merely in flight, which is why a
bounded queue is separate from the delay. Without a requested queue the limit is 100 000 packets; netem's default of 1000
dropped packets that should not have been lost.

**Duplication stands alone.** Since 2025, Linux rejects a second netem in the same tree as one that duplicates. Such a
direction is a single stage and cannot have a bounded queue.

**Jitter does not reorder.** By itself, netem lets jittered packets overtake each other. With a rate, it times each
packet from the previous one, so a direction with jitter and no rate gets a rate of 10 Gbit/s. A packet then waits for the
slowest one ahead of it, so under load the delay tends towards its upper end. Packets are reordered only on request, and at
the requested percentage.

**Settings are read back.** Every setting is compared with the output of \`tc\`, and a link that differs is a
lab error, never a verdict.
`;

const kernels = `## Kernels and processors

Impaired links need \`sch_netem\`. Where the host's kernel has it, cases run there. Where it does not, they run in a guest
kernel: Debian's \`user-mode-linux\`. \`sockspec doctor\` boots one and reports what this machine can do.

| host | processor | guest kernel | result |
| --- | --- | --- | --- |
| Debian 12, Linux 6.18 without \`sch_netem\` | AMD EPYC with AVX-512 | Debian 12, 6.1.176 | boots as it is |
| Debian 12, Linux 6.18 without \`sch_netem\` | Intel with AMX (Sapphire Rapids or later) | Debian 12, 6.1.176 | boots with padded register state |
| any | arm64 and others | none: User-Mode Linux is a port to x86 | use a kernel with \`sch_netem\`, and \`--kernel host\` |

**Processors with AMX.** User-Mode Linux before 6.13 saves 2,696 bytes of floating-point and vector state for each process.
On a processor with AMX the host's kernel exchanges 11,008 bytes and refuses fewer, and the guest panics as it starts its first
process. There a small library, preloaded into the guest kernel's own process, pads what that kernel sets
(\`containers/guest/xstate/\`). Set-up builds it, it is used only where the host has more state than the guest saves, it never reaches
the programs in the guest, and the run's header records the size as \`machine.guestStatePaddedToBytes\`. Programs in a
guest cannot use AMX itself: Linux grants it on request only, and User-Mode Linux does not pass the request on.

On the machine with AMX a prototype of that library was tried, with \`sockspec network prove lte\`; the library's own tests
run on any processor, against a host that pretends to have more state.
`;
