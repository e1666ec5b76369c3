import {
  type Direction,
  hasBoundedQueue,
  jitterMs,
  type Network,
  roundTripMs,
  type WireNetwork,
  wiresOf,
} from "./network.ts";

/** @returns a line such as `lte  12 Mbit/s both ways, 35 ms round trip, no loss — sitespeed.io`. */
export function describeNetwork(network: Network, nameWidth = network.name.length): string {
  return `${network.name.padEnd(nameWidth)}  ${describeLink(network)} — ${sourceLine(network)}`;
}

/** @returns the source of the profile, with its date if known. */
export function sourceLine({ source, date }: Network): string {
  return date === undefined ? source : `${source}, ${date}`;
}

/**
 * @returns the link's impairments, for example `12 Mbit/s both ways, 35 ms round trip, no loss`; where a
 * proxy's second wire is impaired, those of both.
 */
export function describeLink(network: Network): string {
  const [client, upstream] = wiresOf(network);
  return upstream === undefined
    ? describeWire(client)
    : `client's wire: ${describeWire(client)}; second wire: ${describeWire(upstream)}`;
}

function describeWire(network: WireNetwork): string {
  return [
    describeBothWays(network, describeRate),
    describeRoundTrip(network),
    network.mtuBytes === undefined ? "" : `MTU of ${network.mtuBytes} bytes`,
    describeBothWays(network, describeQueue),
    describeBothWays(network, describeLoss) || "no loss",
    describeBothWays(network, (direction) => share(direction.reorderPercent, "reordered")),
    describeBothWays(network, (direction) => share(direction.duplicatePercent, "duplicated")),
    describeBothWays(network, (direction) => share(direction.corruptPercent, "corrupted")),
  ]
    .filter((part) => part !== "")
    .join(", ");
}

/** Once for both directions if they are equal, else down and then up. */
function describeBothWays(
  { up, down }: WireNetwork,
  describe: (direction: Direction) => string,
): string {
  const [above, below] = [describe(up), describe(down)];
  if (above === below) {
    return above === "" ? "" : `${above} both ways`;
  }
  return [below === "" ? "" : `${below} down`, above === "" ? "" : `${above} up`]
    .filter((part) => part !== "")
    .join(", ");
}

function describeRate({ rateKbit }: Direction): string {
  if (rateKbit === undefined) {
    return "";
  }
  return rateKbit < 1000 ? `${rateKbit} kbit/s` : `${rateKbit / 1000} Mbit/s`;
}

function describeRoundTrip(network: WireNetwork): string {
  const [trip, jitter] = [roundTripMs(network), jitterMs(network)];
  return trip === 0 ? "no delay" : `${trip}${jitter > 0 ? ` ± ${jitter}` : ""} ms round trip`;
}

function describeQueue(direction: Direction): string {
  if (!hasBoundedQueue(direction)) {
    return "";
  }
  const { queueMs, queuePackets } = direction;
  return queueMs === undefined ? `queue of ${queuePackets} packets` : `queue of ${queueMs} ms`;
}

function describeLoss({ loss }: Direction): string {
  if (loss === undefined) {
    return "";
  }
  return "percent" in loss
    ? share(loss.percent, "loss")
    : `${loss.meanPercent} % loss in bursts of ${loss.meanBurst}`;
}

function share(percent: number | undefined, word: string): string {
  return percent === undefined || percent === 0 ? "" : `${percent} % ${word}`;
}
