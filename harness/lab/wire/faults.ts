import { type LinkDirection, linkDirections } from "../../scenario/link-direction.ts";
import type { LinkFault } from "../../scenario/step.ts";
import { carriesData } from "./nft-match.ts";

/** A separate table, so that other filters on the wire are left alone. */
const table = "bridge sockspec";

/** If br_netfilter is loaded, as by container engines, packets bypass the hooks of priority 0. */
const priority = -1;

/** Wire interfaces by the host behind them: what a host sends comes in there. */
const comingFrom: Readonly<Record<LinkDirection, string>> = {
  toServer: "client",
  toClient: "server",
};

/** Far beyond what a case can send; numgen counts modulo it. */
const manySegments = 2_147_483_647;

/** Stops all losses; the counters can still be read. */
export const endScript = `flush chain ${table} forward\n`;

/** What to ask nft for the losses. */
export const listFaults = ["list", "table", ...table.split(" ")];

/** Removes every fault with its counters. */
export const clearScript = `delete table ${table}\n`;

/**
 * An nft script that adds a fault to the active ones.
 *
 * @param number from 1: its chain is `fault_NUMBER`, which counts the lost segments.
 */
export function breakScript(fault: LinkFault, number: number): string {
  const chain = `fault_${number}`;
  return [
    `add table ${table}`,
    `add chain ${table} forward { type filter hook forward priority ${priority}; }`,
    `add chain ${table} ${chain}`,
    `add rule ${table} ${chain} ${selection(fault)} counter drop`,
    ...matches(fault).map((match) => `add rule ${table} forward ${match} jump ${chain}`),
    "",
  ].join("\n");
}

/** Selects which of the matching segments are dropped. */
function selection(fault: LinkFault): string {
  if (fault.do === "blackhole") {
    return "";
  }
  if (fault.every !== undefined) {
    return `numgen inc mod ${fault.every} ${fault.every - 1}`;
  }
  const first = (fault.nth ?? 1) - 1;
  const last = first + (fault.count ?? 1) - 1;
  return `numgen inc mod ${manySegments} ${first === last ? first : `${first}-${last}`}`;
}

function matches(fault: LinkFault): readonly string[] {
  if (fault.do === "blackhole") {
    const directions = fault.direction === undefined ? linkDirections : [fault.direction];
    return directions.map((direction) => `iifname "${comingFrom[direction]}"`);
  }
  const from = `iifname "${comingFrom[fault.direction]}"`;
  if (fault.of === "syn") {
    const flags = fault.direction === "toServer" ? "syn" : "syn,ack";
    return [`${from} tcp flags ${flags} / syn,ack`];
  }
  return carriesData.map((match) => `${from} ${match}`);
}

/**
 * Reads the answer to {@link listFaults}.
 *
 * @returns the packets that each of the faults with these numbers has lost.
 */
export function parseDropped(json: string, numbers: readonly number[]): readonly number[] {
  const { nftables } = JSON.parse(json) as {
    readonly nftables: readonly { readonly rule?: NftRule }[];
  };
  return numbers.map((number) => {
    const rule = nftables.find((object) => object.rule?.chain === `fault_${number}`)?.rule;
    const counter = rule?.expr.find((expression) => expression.counter !== undefined)?.counter;
    return counter?.packets ?? 0;
  });
}

interface NftRule {
  readonly chain: string;
  readonly expr: readonly { readonly counter?: { readonly packets: number } }[];
}
