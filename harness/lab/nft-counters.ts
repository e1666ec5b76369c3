import type { Traffic } from "../network/observation.ts";
import { carriesData } from "./nft-match.ts";

const table = "inet sockspec_counts";

/** Long enough for the last retransmission of a segment to come, in seconds. */
const rememberedS = 60;

/**
 * An nft script that counts the TCP segments that come in through an interface, under a name.
 * Counted before anything of ours is lost: the faults sit in the forward hook behind it. A segment
 * that takes up sequence numbers is remembered by the first of them, and so is known when it
 * arrives again.
 */
export function countScript(name: string, device: string): string {
  const from = `iifname "${device}" meta l4proto tcp`;
  return [
    `add table ${table}`,
    `add counter ${table} ${name}_all`,
    `add counter ${table} ${name}_sequenced`,
    `add counter ${table} ${name}_again`,
    `add set ${table} ${name}_seen { typeof ${segment}; size 1000000; flags dynamic,timeout; timeout ${rememberedS}s; }`,
    `add chain ${table} sequenced_${name}`,
    `add rule ${table} sequenced_${name} counter name ${name}_sequenced`,
    `add rule ${table} sequenced_${name} ${segment} @${name}_seen counter name ${name}_again return`,
    `add rule ${table} sequenced_${name} add @${name}_seen { ${segment} }`,
    `add chain ${table} ${name} { type filter hook prerouting priority -300; }`,
    `add rule ${table} ${name} ${from} counter name ${name}_all`,
    // A SYN or FIN with data, too, is one segment: it goes on to the sequenced chain once.
    `add rule ${table} ${name} ${from} tcp flags & (syn | fin) != 0 goto sequenced_${name}`,
    ...carriesData.map(
      (match) => `add rule ${table} ${name} ${from} ${match} goto sequenced_${name}`,
    ),
    "",
  ].join("\n");
}

const segment = "tcp sport . tcp dport . tcp sequence";

export const listCounters = "nft -j list counters table inet sockspec_counts";

/** Reads the counters of a name out of what {@link listCounters} printed. */
export function readTraffic(json: string, name: string): Traffic {
  const { nftables } = JSON.parse(json) as {
    readonly nftables: readonly { readonly counter?: NamedCounter }[];
  };
  const counters = nftables.flatMap(({ counter }) => (counter === undefined ? [] : [counter]));
  const find = (kind: string) => counters.find((one) => one.name === `${name}_${kind}`);
  return {
    packets: find("all")?.packets ?? 0,
    bytes: find("all")?.bytes ?? 0,
    sequenced: find("sequenced")?.packets ?? 0,
    again: find("again")?.packets ?? 0,
  };
}

interface NamedCounter {
  readonly name: string;
  readonly packets: number;
  readonly bytes: number;
}
