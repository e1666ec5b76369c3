import { describeLink, sourceLine } from "../../network/describe.ts";
import type { Network } from "../../network/network.ts";

/** Writes the page about networks in Markdown, with a table of those that are given. */
export function networksPage(networks: readonly Network[]): string {
  return [
    introduction,
    "| name | what it is | link | source |",
    "| --- | --- | --- | --- |",
    ...networks.map(
      (network) =>
        `| \`${network.name}\` | ${network.title} | ${describeLink(network)} | ${sourceLine(network)} |`,
    ),
    "",
    "What was assumed where a source is silent, and what is not imitated:",
    "",
    ...assumptions(networks),
    "",
    words,
    file,
    reasons,
    kernels,
  ].join("\n");
}

/** @returns a line for each note, with all the networks that it belongs to. */
function assumptions(networks: readonly Network[]): readonly string[] {
  const byNote = Map.groupBy(networks, ({ note }) => note);
  return [...byNote].flatMap(([note, ones]) =>
    note === undefined ? [] : [`- ${ones.map(({ name }) => `\`${name}\``).join(", ")}: ${note}`],
  );
}

const introduction = `# Networks

Written by \`npm run docs\` from the profiles' data.

A network is a named link profile: delay, jitter, rate, queue, loss, reordering, duplication and corruption, for each
direction. \`up\` is from the client to the server, \`down\` the way back. What is not named is not impaired. The same
name means different links to different tools, so every profile says whose link it is.

\`\`\`sh
npx sockspec list networks
npx sockspec run --network lte,geo
npx sockspec run --network all
npx sockspec run --network "rtt=80ms loss=1% burst=3"
npx sockspec run --network my-office.json
\`\`\`

## Bundled networks

Loss, reordering, duplication and corruption are those of each direction; the round trip is that of both together.
`;

const words = `## A network as words

| word | value | meaning |
| --- | --- | --- |
| \`delay\` | \`50ms\`, \`1.5s\`, \`200us\` | the delay of **one way**, in each direction: the round trip is twice that |
| \`rtt\` | \`300ms\` | the round trip: half of it in each direction; instead of \`delay\` |
| \`jitter\` | \`5ms\` | each packet's delay differs by up to that, either way; packets keep their order |
| \`rate\` | \`256kbit\`, \`20mbit\`, \`1gbit\` | bits per second |
| \`queue\` | \`100ms\`, \`50p\` | what may wait for the rate, in time at that rate or in packets; what comes beyond is dropped. Without the word nothing overflows |
| \`loss\` | \`1%\` | packets that are dropped at random |
| \`burst\` | \`3\` | beside \`loss\`: how many are lost in a row, on average |
| \`reorder\` | \`5%\` | packets that skip the delay and overtake others; needs a \`delay\` |
| \`duplicate\` | \`5%\` | packets that arrive twice; not with a \`queue\` |
| \`corrupt\` | \`1%\` | packets with one bit flipped, which TCP's checksum finds |

A word sets both directions. \`up.\` or \`down.\` before it sets one, and wins: \`delay=20ms rate=5mbit up.rate=256kbit\`.
The network is named after what it does, here \`delay-20ms-up-rate-256kbit-down-rate-5000kbit\`, so that results of equal
networks have equal names however they were written.
`;

const file = `## A network as a file

A file whose name ends in \`.json\`. Its network needs a name that no other one has.

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
\`corruptPercent\`. An unknown key is refused, with its name and what was expected.
`;

const reasons = `## Why it is so

**The impairment is on the wire.** A lab is client – wire – server, and nothing is impaired on an endpoint. netem on a
sender's own interface tells TCP of its drops, throttles it through TCP Small Queues and holds its timers back: 43 drops
led to no retransmission at all. On the wire every drop led to one.

**Correlation is refused.** netem takes a second percentage after a first, and it does not keep the first then: asked for
\`20% 25%\` it lost 10.4 %, asked for \`20% 75%\` it lost 0.095 %. For losses in bursts there is Gilbert's model, given as
what can be measured: the mean loss *m* and the mean length *b* of a burst. The chain leaves its bad state with
probability *r* = 1/*b* and enters it with *p* = *r*·*m*/(1 − *m*) at each packet.

**Loss and queue are stages of their own.** A netem counts what it loses on purpose and what its queue refuses as one
number. So loss and corruption are one netem, a queue that may overflow is another below it, and delay another: what a
lower one refuses counts in those above it as well, and the difference is the loss that was asked for. Overflow where no queue was
asked for makes a result invalid. netem's limit also counts the packets that are merely on their way, which is why a
bounded queue is apart from the delay. Where no queue is asked for the limit is 100 000 packets; netem's own 1000 lost
packets that nobody had asked to lose.

**Duplication stands alone.** Linux refuses a second netem beside one that duplicates, since 2025. Such a direction is
one stage, and cannot have a bounded queue.

**Jitter does not reorder.** netem alone lets jittered packets overtake each other. With a rate it counts each packet's
time from that of the packet before, so a direction with jitter and no rate gets one of 10 Gbit/s. A packet then waits for the slowest before it, so
that under load the delay is nearer to its upper end. Reordering happens only when it is asked for, and as often.

**What was asked is read back.** Every setting is compared with what \`tc\` then prints, and a link that differs is an
error of the lab, never a verdict.
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
