import type { CounterDeltas } from "../../history/history.ts";
import { counterDeltas } from "../../host/proc/net.ts";
import type { Lab } from "../../lab/lab.ts";

/** Kernel counters of both hosts; null where they are hidden. */
interface HostCounters {
  readonly client: CounterDeltas | null;
  readonly server: CounterDeltas | null;
}

export async function readCounters({ client, server }: Lab): Promise<HostCounters> {
  const [ofClient, ofServer] = await Promise.all([client.counters(), server?.counters() ?? null]);
  return { client: ofClient, server: ofServer };
}

/** @returns the counters that changed, with the difference. */
export function countersBetween(before: HostCounters, after: HostCounters): HostCounters {
  return {
    client: counterDeltas(before.client, after.client),
    server: counterDeltas(before.server, after.server),
  };
}
