import type { EvidenceDigest, WayDigest } from "../../evidence/evidence.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import { formatBytes } from "../../verdict/text.ts";
import { counted } from "./mark-words.ts";
import { html, type Markup } from "./markup.ts";
import { seconds } from "./run-facts.ts";

/** Where, with what and for how long a case ran, and where its files are. */
export function caseFacts(result: CaseResult): Markup {
  return html`<p class="hint">${factsLine(result)}</p>`;
}

/** @returns the same facts as one line of text. */
export function factsLine(result: CaseResult): string {
  const { lab, kernel, congestionControl, session } = result;
  return [
    `seed ${result.seed}`,
    `${lab} lab`,
    ...(kernel === "" ? [] : [`kernel ${kernel}`]),
    ...(congestionControl === "" ? [] : [congestionControl]),
    ...(session === null ? [] : [`session ${session}`]),
    ...(result.fate === null ? [] : [`implementation ${result.fate}`]),
    `took ${seconds(result.durationMs)}, including ${seconds(result.demandedWaitMs)} of required waiting`,
    ...digestWords(result.digest ?? null),
    ...(result.history === null ? ["no history"] : [`history ${result.history}`]),
    ...(result.evidence === null ? [] : [`evidence ${result.evidence}`]),
  ].join(" · ");
}

function digestWords(digest: EvidenceDigest | null): readonly string[] {
  if (digest === null) {
    return [];
  }
  const { toServer, toClient, upstream, peakMemoryBytes, transport } = digest;
  const unit = transport === "udp" ? "packet" : "segment";
  const way = (to: string, found: WayDigest | null) =>
    found === null ? [] : [`to the ${to} ${wayWords(found, unit)}`];
  return [
    ...way(upstream === undefined ? "server" : "proxy", toServer),
    ...way("client", toClient),
    ...way("upstream", upstream?.toServer ?? null),
    ...way("proxy from the upstream", upstream?.toClient ?? null),
    ...(peakMemoryBytes === null ? [] : [`peak memory seen ${formatBytes(peakMemoryBytes)}`]),
  ];
}

function wayWords(way: WayDigest, unit: string): string {
  const { segments, payloadBytes, retransmittedSegments, lostSegments } = way;
  return [
    `${counted(segments, unit)} with ${formatBytes(payloadBytes)}`,
    ...(retransmittedSegments === 0 ? [] : [`${retransmittedSegments} retransmitted`]),
    ...(lostSegments === 0 ? [] : [`${lostSegments} lost`]),
  ].join(", ");
}
