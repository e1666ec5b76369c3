import type { Network } from "../network/network.ts";
import type { DirectionObservation, LinkObservation } from "../network/observation.ts";
import { tcArguments } from "../network/tc-arguments.ts";
import type { Link } from "./link.ts";
import { countScript, listCounters, quietScript, readTraffic } from "./nft-counters.ts";
import { breakScript, parseDropped, restoreCommand } from "./nft-faults.ts";
import type { WireShell } from "./wire-shell.ts";

/**
 * The wire's interfaces: where a direction comes in from its host, leaves towards the middle, and
 * comes out of it behind everything that is lost and delayed there.
 */
const wire = {
  up: { in: "client", towards: "link-near", out: "link-far" },
  down: { in: "server", towards: "link-far", out: "link-near" },
} as const;

const countingPlaces = (["up", "down"] as const).flatMap((way) => [
  { name: `${way}_entered`, device: wire[way].in },
  { name: `${way}_left`, device: wire[way].out },
]);

/** Where a segment may be split or merged: on every interface that it crosses. */
const interfaces = [
  ...["client", "link-near", "link-far", "server"].map((name) => ({
    place: `wire:${name}`,
    show: `ip -j -d link show dev ${name}`,
  })),
  ...["client", "server"].map((host) => ({
    place: `${host}:eth0`,
    show: `ip -n ${host} -j -d link show dev eth0`,
  })),
];

/**
 * The link of a netns lab, through the shell of its wire.
 *
 * @param hostCounters reads the kernel counters of both hosts.
 * @throws {WireError} where the wire cannot be watched.
 */
export async function startLink(
  shell: WireShell,
  hostCounters: () => Pick<LinkObservation, "client" | "server">,
): Promise<Link> {
  await runNft(shell, quietScript([wire.up.in, wire.down.in]) + countScript(countingPlaces));
  let begun = 0;
  let inForce: number[] = [];
  return {
    async impair(network: Network) {
      for (const way of ["up", "down"] as const) {
        for (const words of tcArguments(wire[way].towards, network[way])) {
          await shell.run(["tc", ...words]);
        }
      }
    },
    async observe() {
      const printed = await shell.run(["sh", "-eu", "-c", lookAtAll]);
      return readObservation(printed, hostCounters());
    },
    async break(fault) {
      begun += 1;
      const number = begun;
      await runNft(shell, breakScript(fault, number));
      inForce.push(number);
    },
    async restore() {
      const ending = inForce;
      inForce = [];
      return ending.length === 0
        ? []
        : parseDropped(await shell.run(["sh", "-c", restoreCommand]), ending);
    },
  };
}

async function runNft(shell: WireShell, script: string): Promise<void> {
  await shell.run(["nft", "-f", "-"], script);
}

/** Prints a JSON document in each line, in the order in which {@link readObservation} takes them. */
const lookAtAll = [
  listCounters,
  `tc -j -s qdisc show dev ${wire.up.towards}`,
  `tc -j -s qdisc show dev ${wire.down.towards}`,
  ...interfaces.map(({ show }) => show),
].join("\n");

function readObservation(
  printed: string,
  counters: Pick<LinkObservation, "client" | "server">,
): LinkObservation {
  const [counted = "", upQdiscs = "", downQdiscs = "", ...links] = printed.trim().split("\n");
  const direction = (way: "up" | "down", qdiscs: string): DirectionObservation => ({
    entered: readTraffic(counted, `${way}_entered`),
    left: readTraffic(counted, `${way}_left`),
    qdiscs: JSON.parse(qdiscs),
  });
  return {
    up: direction("up", upQdiscs),
    down: direction("down", downQdiscs),
    segmentsAPacket: Object.fromEntries(
      interfaces.map(({ place }, index) => [place, readSegmentsAPacket(links[index] ?? "")]),
    ),
    ...counters,
  };
}

function readSegmentsAPacket(json: string): number {
  const [link] = JSON.parse(json) as readonly { readonly gso_max_segs?: number }[];
  return link?.gso_max_segs ?? 0;
}
