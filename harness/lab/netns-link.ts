import type { CounterDeltas } from "../history/history.ts";
import type { DirectionObservation, LinkObservation } from "../network/observation.ts";
import { tcArguments } from "../network/tc-arguments.ts";
import type { Link } from "./link.ts";
import { countScript, listCounters, readTraffic } from "./nft-counters.ts";
import { breakScript, listFaults, parseDropped, restoreScript } from "./nft-faults.ts";
import type { WireShell } from "./wire-shell.ts";

/** The wire's interfaces, by the host behind them. What goes to a host leaves through its own. */
const interfaces = ["client", "server"] as const;

const hosts = ["client", "server"] as const;

/**
 * The link of a netns lab, through the shell of its wire.
 *
 * @param hostCounters reads the kernel counters of both hosts.
 */
export async function startLink(
  wire: WireShell,
  hostCounters: () => { readonly client: CounterDeltas; readonly server: CounterDeltas },
): Promise<Link> {
  await wire.run(["sh", "-eu", "-c", startCounting], countScripts());
  let faults = 0;
  return {
    async impair({ up, down }) {
      const commands = [...tcArguments("server", up), ...tcArguments("client", down)];
      for (const words of commands) {
        await wire.run(["tc", ...words]);
      }
    },
    async observe() {
      const printed = await wire.run(["sh", "-eu", "-c", lookAtAll]);
      return readObservation(printed, hostCounters());
    },
    async break(fault) {
      faults += 1;
      await wire.run(["nft", "-f", "-"], breakScript(fault, faults));
    },
    async restore() {
      const broken = faults;
      faults = 0;
      const dropped = broken === 0 ? [] : parseDropped(await wire.run(listFaults), broken);
      await wire.run(["nft", "-f", "-"], restoreScript);
      return dropped;
    },
  };
}

/** Reads three scripts from its standard input, with an empty line behind each. */
const startCounting = `
  next() { while read -r line && [ -n "$line" ]; do echo "$line"; done; }
  next | nft -f -
  next | ip netns exec client nft -f -
  next | ip netns exec server nft -f -
`;

function countScripts(): string {
  const onWire = countScript("up", "client") + countScript("down", "server");
  return [onWire, countScript("down", "eth0"), countScript("up", "eth0")].join("\n");
}

/** Prints a JSON document in each line, in this order. */
const lookAtAll = `
  ${listCounters}
  ip netns exec client ${listCounters}
  ip netns exec server ${listCounters}
  tc -j -s qdisc show dev server
  tc -j -s qdisc show dev client
  ip -j -d link show dev client
  ip -j -d link show dev server
  ip -netns client -j -d link show dev eth0
  ip -netns server -j -d link show dev eth0
`;

function readObservation(
  printed: string,
  counters: Pick<LinkObservation, "client" | "server">,
): LinkObservation {
  const [onWire = "", atClient = "", atServer = "", upQdiscs = "", downQdiscs = "", ...links] =
    printed.trim().split("\n");
  const direction = (name: string, atReceiver: string, qdiscs: string): DirectionObservation => ({
    entered: readTraffic(onWire, name),
    left: readTraffic(atReceiver, name),
    qdiscs: JSON.parse(qdiscs),
  });
  const places = [
    ...interfaces.map((name) => `wire:${name}`),
    ...hosts.map((one) => `${one}:eth0`),
  ];
  return {
    up: direction("up", atServer, upQdiscs),
    down: direction("down", atClient, downQdiscs),
    segmentsAPacket: Object.fromEntries(
      places.map((place, index) => [place, readSegmentsAPacket(links[index] ?? "")]),
    ),
    ...counters,
  };
}

function readSegmentsAPacket(json: string): number {
  const [link] = JSON.parse(json) as readonly { readonly gso_max_segs?: number }[];
  return link?.gso_max_segs ?? 0;
}
