import type { CounterDeltas } from "../../history/history.ts";
import { counterDeltas } from "../../host/proc/net.ts";
import type { Lab } from "../../lab/lab.ts";

/** Kernel counters of both hosts; null where they are hidden. */
interface HostCounters {
  readonly client: CounterDeltas | null;
  readonly server: CounterDeltas | null;
  /** Of the host behind the server, where there is one. */
  readonly upstream?: CounterDeltas | null;
}

export async function readCounters({
  client,
  server,
  behind,
}: Pick<Lab, "client" | "server" | "behind">): Promise<HostCounters> {
  const [ofClient, ofServer, ofUpstream = null] = await Promise.all([
    client.counters(),
    server?.counters() ?? null,
    behind?.server?.counters(),
  ]);
  const upstream = behind === undefined ? {} : { upstream: ofUpstream };
  return { client: ofClient, server: ofServer, ...upstream };
}

/** @returns the counters that changed, with the difference. */
export function countersBetween(before: HostCounters, after: HostCounters): HostCounters {
  return {
    client: counterDeltas(before.client, after.client),
    server: counterDeltas(before.server, after.server),
    ...upstreamBetween(before.upstream, after.upstream),
  };
}

function upstreamBetween(
  before: HostCounters["upstream"],
  after: HostCounters["upstream"],
): Pick<HostCounters, "upstream"> {
  return before === undefined || after === undefined
    ? {}
    : { upstream: counterDeltas(before, after) };
}
