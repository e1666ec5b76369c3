import type { Traffic } from "../../network/observation.ts";
import { carriesData } from "./nft-match.ts";

const table = "bridge sockspec_counts";

/** Long enough for the last retransmission of a segment, in seconds. */
const rememberedS = 60;

/** By default the kernel looks through the whole table for older ones each second, which takes it a ms. */
const forgottenEveryS = 15;

/** A place where the packets of one direction are counted, under a name. */
export interface CountingPlace {
  readonly name: string;
  /** The wire's interface through which they enter. */
  readonly device: string;
}

/**
 * An nft script that counts packets as they enter, before any are dropped: the faults
 * are in the forward hook after it. Segments are remembered by the first sequence number
 * that they consume, which identifies those that pass again.
 */
export function countScript(places: readonly CountingPlace[]): string {
  return [
    `add table ${table}`,
    ...places.flatMap(countAt),
    `add chain ${table} incoming { type filter hook prerouting priority -300; }`,
    ...places.map(
      ({ name, device }) => `add rule ${table} incoming iifname "${device}" goto ${name}`,
    ),
    "",
  ].join("\n");
}

/**
 * An nft script that keeps broadcasts and multicasts off the wire, but for those of UDP, which a driver sends: searches for routers and neighbours are not segments, and there are none to find.
 *
 * @param devices the interfaces that face the hosts.
 */
export function quietScript(devices: readonly string[]): string {
  const named = devices.map((device) => `"${device}"`).join(", ");
  return [
    `add table ${table}`,
    `add chain ${table} unaddressed { type filter hook prerouting priority -301; }`,
    `add rule ${table} unaddressed meta protocol ip ip protocol udp accept`,
    `add rule ${table} unaddressed meta protocol ip6 ip6 nexthdr udp accept`,
    `add rule ${table} unaddressed iifname { ${named} } meta pkttype { broadcast, multicast } drop`,
    "",
  ].join("\n");
}

function countAt({ name }: CountingPlace): readonly string[] {
  const sequenced = `${name}_is_sequenced`;
  return [
    ...["all", "sequenced", "again", "unremembered"].map(
      (kind) => `add counter ${table} ${name}_${kind}`,
    ),
    `add chain ${table} ${sequenced}`,
    `add rule ${table} ${sequenced} counter name ${name}_sequenced`,
    ...rememberAt(name, sequenced),
    `add chain ${table} ${name}`,
    `add rule ${table} ${name} counter name ${name}_all`,
    // A SYN or FIN with data is also one segment, so it enters the chain once.
    `add rule ${table} ${name} tcp flags & (syn | fin) != 0 goto ${sequenced}`,
    ...carriesData.map((match) => `add rule ${table} ${name} ${match} goto ${sequenced}`),
  ];
}

/**
 * An element's limit lets its first packet pass and catches those after it, under a lock. Looking
 * a segment up and adding it are two steps: of two copies on two processors at once, which happens
 * when a paused machine goes on, both would be the first (219 of 8,092 pairs).
 *
 * The second rule finds what the first one added, and misses what there was no room for.
 */
function rememberAt(name: string, chain: string): readonly string[] {
  const set = `${name}_seen`;
  const options = [
    "size 262144; flags dynamic,timeout;",
    `timeout ${rememberedS}s; gc-interval ${forgottenEveryS}s;`,
  ].join(" ");
  const once = "limit rate over 1/day burst 1 packets";
  return [
    `add set ${table} ${set} { typeof ${segment}; ${options} }`,
    `add rule ${table} ${chain} add @${set} { ${segment} ${once} } counter name ${name}_again return`,
    `add rule ${table} ${chain} ${segment} @${set} return`,
    `add rule ${table} ${chain} counter name ${name}_unremembered`,
  ];
}

const segment = "tcp sport . tcp dport . tcp sequence";

/**
 * What to ask nft for the counts since the last time. To list counters, nft first reads every segment that
 * the table remembers, which takes seconds and 200 MB; resetting them does not.
 */
export const takeCounters = ["reset", "counters", "table", "bridge", "sockspec_counts"];

/** Reads the counters of a name out of the answer to {@link takeCounters}. */
export function readTraffic(json: string, name: string): Traffic {
  const { nftables } = JSON.parse(json) as {
    readonly nftables: readonly { readonly counter?: NamedCounter }[];
  };
  const counters = nftables.flatMap(({ counter }) => (counter === undefined ? [] : [counter]));
  const find = (kind: string) => counters.find((counter) => counter.name === `${name}_${kind}`);
  return {
    packets: find("all")?.packets ?? 0,
    bytes: find("all")?.bytes ?? 0,
    sequenced: find("sequenced")?.packets ?? 0,
    again: find("again")?.packets ?? 0,
    unremembered: find("unremembered")?.packets ?? 0,
  };
}

export function addTraffic(a: Traffic, b: Traffic): Traffic {
  return {
    packets: a.packets + b.packets,
    bytes: a.bytes + b.bytes,
    sequenced: a.sequenced + b.sequenced,
    again: a.again + b.again,
    unremembered: a.unremembered + b.unremembered,
  };
}

interface NamedCounter {
  readonly name: string;
  readonly packets: number;
  readonly bytes: number;
}
