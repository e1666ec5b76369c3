import type { CounterDeltas } from "../../history/history.ts";

/** @returns the counters of a host, in which its interface on a wire is called `eth0` as everywhere. */
export function seenFromWire(counters: CounterDeltas, device: string): CounterDeltas {
  const names = new Map([
    [`Device.${device}.sent`, "Device.eth0.sent"],
    ["Device.eth0.sent", `Device.${device}.sent`],
  ]);
  const entries = Object.entries(counters);
  return Object.fromEntries(entries.map(([name, count]) => [names.get(name) ?? name, count]));
}
