import type { CrossingMark } from "../../../evidence/crossings/crossing.ts";
import { flagsOf, isDatagram, type Passage } from "../../../evidence/passage.ts";
import { shorten } from "../svg.ts";
import { formatSpan } from "../units.ts";
import type { Cast, Member } from "./cast.ts";
import type { LadderOptions } from "./options.ts";

/** Describes the picture in words, for readers who cannot see it. */
export function altTextOf(
  { broken, history }: LadderOptions,
  { cast, remarks }: { readonly cast: Cast; readonly remarks: readonly string[] },
): string {
  const crossings = cast.members.flatMap((member) => member.crossings);
  const isOfClient = history.context.message !== undefined;
  const names = cast.members.map(({ name }) => shorten(name, 40)).join(", ");
  const sentences = [
    `What the ${isOfClient ? "driver did as a server" : "client's application did"}, ${history.unixSocket === undefined ? `which ${unitOf(crossings)} crossed ${cast.hasUpstream ? "the client's wire and the second wire, to the proxy's upstream, " : "the wire, "}` : ""}and what became of the ${cast.hasUpstream ? "proxy" : isOfClient ? "client" : "server"}'s process, in order of time.`,
    `${crossings.some(isDatagram) ? "Sockets" : "Connections"} shown: ${names || "none"}.`,
    ...countsOf(cast),
    ...(broken === null
      ? []
      : [
          `The requirement broke${broken.brokeAtMs === null ? "" : ` at ${formatSpan(broken.brokeAtMs)}`}: ${shorten(broken.statement, 300)}`,
          `Expected: ${shorten(broken.expected, 300)}. Observed: ${shorten(broken.observed, 300)}.`,
        ]),
    ...remarks.map((remark) => shorten(remark, 300)),
  ];
  return sentences.join(" ");
}

/** @returns what crossed each wire, of the connections drawn; a sentence for each. */
export function countsOf({ members, hasUpstream }: Cast): readonly string[] {
  const of = (wire: Member["wire"]) =>
    members.filter((member) => member.wire === wire).flatMap(({ crossings }) => crossings);
  const [own, upstream] = [of("first"), of("second")];
  return [
    ...(own.length === 0 ? [] : [`${hasUpstream ? "Client's wire: " : ""}${countCrossings(own)}`]),
    ...(upstream.length === 0 ? [] : [`Second wire: ${countCrossings(upstream)}`]),
  ];
}

const counted = [
  ["retransmission", "retransmitted"],
  ["duplicated", "duplicated by the wire"],
  ["out-of-order", "overtaken on the wire"],
  ["zero-window", "with a window of zero"],
] as const satisfies readonly (readonly [CrossingMark, string])[];

/** @returns for example `21 segments, 1 lost, 1 retransmitted, 1 of them RST.` */
function countCrossings(crossings: readonly Passage[]): string {
  const lost = crossings.filter(({ fate }) => fate === "lost").length;
  const resets = crossings.filter((crossing) => flagsOf(crossing).rst).length;
  const errors = crossings.filter(
    (crossing) => isDatagram(crossing) && crossing.icmp !== null,
  ).length;
  const areDatagrams = crossings.some(isDatagram);
  const marks = counted.map(([mark, words]) => ({
    count: crossings.filter((crossing) => crossing.marks.includes(mark)).length,
    words: areDatagrams && mark === "retransmission" ? "sent again" : words,
  }));
  return `${[
    `${crossings.length} ${unitOf(crossings)}`,
    ...(lost > 0 ? [`${lost} lost`] : []),
    ...marks.filter(({ count }) => count > 0).map(({ count, words }) => `${count} ${words}`),
    ...(resets > 0 ? [`${resets} of them RST`] : []),
    ...(errors > 0 ? [`${errors} of them ICMP errors`] : []),
  ].join(", ")}.`;
}

/** @returns what is counted: a picture has segments or datagrams. */
export function unitOf(crossings: readonly Passage[]): string {
  return crossings.some(isDatagram) ? "datagrams" : "segments";
}
