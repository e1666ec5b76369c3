import type { Clock } from "../../history/clock.ts";
import type { LinkTraffic, WayTraffic } from "../../history/datagram-history.ts";
import type { CounterDeltas } from "../../history/history.ts";
import type { Transport } from "../../host/host.ts";
import type { Lab } from "../../lab/lab.ts";
import { readDrops } from "../../network/netem/drops.ts";
import type { LinkObservation } from "../../network/observation.ts";

/** What crosses the wire from the time at which it was asked for. */
export interface TrafficWatch {
  /** @returns the packets since then; null where they are not counted. */
  sinceThen(
    clock: Clock,
    link: { readonly roundTripMs: number; readonly signal: AbortSignal },
  ): Promise<LinkTraffic | null>;
}

const unwatched: TrafficWatch = { sinceThen: () => Promise.resolve(null) };

/** Counts the packets of a case in datagrams: TCP itself knows which of its segments were lost. */
export async function watchTraffic(
  { link }: Pick<Lab, "link">,
  transport: Transport,
): Promise<TrafficWatch> {
  if (link === null || transport !== "udp") {
    return unwatched;
  }
  const before = await link.observe();
  return {
    async sinceThen(clock, { roundTripMs, signal }) {
      // What is still on its way has neither left the wire nor been lost.
      await clock.sleep(roundTripMs, signal);
      return trafficBetween(before, await link.observe());
    },
  };
}

function trafficBetween(before: LinkObservation, after: LinkObservation): LinkTraffic {
  let byFaults = after.lostByFaults - before.lostByFaults;
  const way = (key: "up" | "down", receiver: "client" | "server"): WayTraffic => {
    const entered = after[key].entered.packets - before[key].entered.packets;
    const left = after[key].left.packets - before[key].left.packets;
    const dropped = droppedIn(after[key].qdiscs) - droppedIn(before[key].qdiscs);
    // Faults are counted for both directions together; each lost what is missing there.
    const lostHere = Math.min(byFaults, Math.max(0, entered - left - dropped));
    byFaults -= lostHere;
    const counts = { entered, left, lost: dropped + lostHere };
    const taken = takenBy(after[receiver]) - takenBy(before[receiver]);
    return "Ip.InReceives" in after[receiver] ? { ...counts, taken } : counts;
  };
  return { toServer: way("up", "server"), toClient: way("down", "client") };
}

/** What came to the host, from wherever: over IPv4 and IPv6, fragments and damaged packets among it. */
function takenBy(host: CounterDeltas): number {
  return (host["Ip.InReceives"] ?? 0) + (host["Ip6.InReceives"] ?? 0);
}

/** A bare wire has no stages that drop. */
function droppedIn(qdiscs: unknown): number {
  const { asked, overflow } = readDrops(qdiscs);
  return asked + overflow;
}
