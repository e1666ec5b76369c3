import type { Direction, Network } from "../network.ts";

type LinkSettings = Pick<Network, "up" | "down" | "mtuBytes">;

/**
 * @returns a name that describes the link, in a fixed order and fixed units, usable as a file name:
 * `delay-50ms-loss-1`, `delay-50ms-up-rate-256kbit`; `clean` for an unimpaired one.
 */
export function inlineName({ up, down, mtuBytes }: LinkSettings): string {
  const [above, below] = [partsOf(up), partsOf(down)];
  const keys = [...new Set([...above.keys(), ...below.keys()])];
  const parts = keys.sort(byOrder).flatMap((key) => {
    const [upward, downward] = [above.get(key), below.get(key)];
    if (upward === downward) {
      return [`${key}-${upward}`];
    }
    return [
      ...(upward === undefined ? [] : [`up-${key}-${upward}`]),
      ...(downward === undefined ? [] : [`down-${key}-${downward}`]),
    ];
  });
  const all = [...parts, ...(mtuBytes === undefined ? [] : [`mtu-${mtuBytes}`])];
  return all.length === 0 ? "clean" : all.join("-");
}

const order = [
  "delay",
  "jitter",
  "rate",
  "queue",
  "loss",
  "burst",
  "reorder",
  "duplicate",
  "corrupt",
];

function byOrder(a: string, b: string): number {
  return order.indexOf(a) - order.indexOf(b);
}

/** The direction's settings, by their inline words. */
function partsOf(direction: Direction): ReadonlyMap<string, string> {
  const { delayMs, jitterMs = 0, rateKbit, queueMs, queuePackets } = direction;
  const { reorderPercent = 0, duplicatePercent = 0, corruptPercent = 0 } = direction;
  return new Map([
    ...part("delay", delayMs, "ms"),
    ...part("jitter", jitterMs, "ms"),
    ...part("rate", rateKbit ?? 0, "kbit"),
    ...part("queue", queueMs ?? 0, "ms"),
    ...part("queue", queuePackets ?? 0, "p"),
    ...lossParts(direction),
    ...part("reorder", reorderPercent, ""),
    ...part("duplicate", duplicatePercent, ""),
    ...part("corrupt", corruptPercent, ""),
  ]);
}

function lossParts({ loss }: Direction): readonly (readonly [string, string])[] {
  if (loss === undefined) {
    return [];
  }
  return "percent" in loss
    ? part("loss", loss.percent, "")
    : [...part("loss", loss.meanPercent, ""), ...part("burst", loss.meanBurst, "")];
}

function part(word: string, value: number, unit: string): readonly (readonly [string, string])[] {
  return value > 0 ? [[word, `${value}${unit}`]] : [];
}
