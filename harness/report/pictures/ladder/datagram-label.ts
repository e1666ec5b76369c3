import type { NamedDatagram } from "../../../evidence/datagrams/crossing.ts";
import { endName } from "../../../evidence/datagrams/sightings.ts";
import { formatBytes } from "../../../verdict/text.ts";
import type { Member } from "./cast.ts";

type Target = Member["to"];

/** @returns for example `reply to datagram 3 · 512 B · was overtaken`. */
export function datagramLabel(datagrams: readonly NamedDatagram[], to: Target): string {
  const [first] = datagrams;
  if (first === undefined) {
    return "";
  }
  const body = datagrams.length === 1 ? labelOfOne(first) : labelOfMany(datagrams, first);
  return [...prefixes(first), [body, ...suffixes(first, to)].join(" · ")].join(" ");
}

/** @returns what a reader who points at the arrow is told. */
export function datagramTooltip(datagram: NamedDatagram): readonly string[] {
  const { source, destination, payloadBytes, fragments, fragmentsLost, icmp } = datagram;
  return [
    `${source} → ${destination}`,
    icmp === null ? `UDP, ${payloadBytes} bytes of data` : `ICMP ${icmp}`,
    ...(fragments === 1 ? [] : [`${fragments} fragments, ${fragmentsLost} of them lost`]),
  ];
}

function prefixes({ marks, fate }: NamedDatagram): readonly string[] {
  return [
    ...(marks.includes("retransmission") ? [fate === "lost" ? "again," : "again:"] : []),
    ...(fate === "lost" ? ["lost:"] : []),
    ...(marks.includes("duplicated") ? ["second copy:"] : []),
  ];
}

function suffixes({ marks, fate, ...datagram }: NamedDatagram, to: Target): readonly string[] {
  return [
    ...elsewhere(datagram, to),
    ...(marks.includes("out-of-order") ? ["was overtaken"] : []),
    ...(fate === "unseen" ? ["arrival not captured"] : []),
  ];
}

/** Where it comes from or goes to, unless that is the server's own address, or is asked of it. */
function elsewhere(
  { direction, source, destination }: Pick<NamedDatagram, "direction" | "source" | "destination">,
  to: Target,
): readonly string[] {
  if (to === null) {
    return [];
  }
  if (direction === "toServer") {
    return to.target === "server" ? [] : [`to ${destination}`];
  }
  return source === endName(to.address, to.port) ? [] : [`from ${source}`];
}

function labelOfOne(datagram: NamedDatagram): string {
  const { icmp, payloadBytes, fragments, fragmentsLost } = datagram;
  if (icmp !== null) {
    return `ICMP ${icmp}`;
  }
  const lost = fragmentsLost === 0 || fragments === 1 ? "" : `${fragmentsLost} of `;
  return [
    nameOf(datagram),
    formatBytes(payloadBytes),
    ...(fragments === 1 ? [] : [`${lost}${fragments} fragments`]),
  ].join(" · ");
}

function nameOf({ number, requests, direction, fate }: NamedDatagram): string {
  if (direction === "toServer") {
    // The arrow of one that was lost has room for less.
    const all = fate === "lost" ? "" : ` of ${requests}`;
    return number === null ? "datagram" : `datagram ${number}${all}`;
  }
  return number === null ? "no reply to any" : `reply to datagram ${number}`;
}

function labelOfMany(datagrams: readonly NamedDatagram[], first: NamedDatagram): string {
  const count = datagrams.length;
  if (first.icmp !== null) {
    return `${count} × ICMP ${first.icmp}`;
  }
  const sizes = new Set(datagrams.map(({ payloadBytes }) => payloadBytes));
  const sum = datagrams.reduce((total, { payloadBytes }) => total + payloadBytes, 0);
  const amount =
    sizes.size === 1 ? `${formatBytes(first.payloadBytes)} each` : `${formatBytes(sum)} in all`;
  return `${count} ${namesOf(datagrams, first)} · ${amount}`;
}

function namesOf(datagrams: readonly NamedDatagram[], first: NamedDatagram): string {
  const numbers = datagrams.flatMap(({ number }) => number ?? []);
  const range =
    numbers.length < datagrams.length
      ? ""
      : ` ${Math.min(...numbers)}–${Math.max(...numbers)} of ${first.requests}`;
  return first.direction === "toServer" ? `datagrams${range}` : `replies${range && ` to${range}`}`;
}
