import { tcArguments } from "../../network/netem/tc-arguments.ts";
import { directionKey, type Network } from "../../network/network.ts";
import type { DirectionObservation, LinkObservation, Traffic } from "../../network/observation.ts";
import { type LinkDirection, linkDirections } from "../../scenario/link-direction.ts";
import type { Lab } from "../lab.ts";
import type { Link } from "../link.ts";
import { addTraffic, countScript, quietScript, readTraffic, takeCounters } from "./counters.ts";
import { breakScript, clearScript, endScript, listFaults, parseDropped } from "./faults.ts";
import type { WireShell } from "./shell.ts";
import { WireError } from "./shell.ts";

/**
 * The wire's interfaces: where a direction enters from its host, leaves towards the middle, and
 * comes out after all losses and delays.
 */
const wire = {
  toServer: { in: "client", towards: "link-near", out: "link-far" },
  toClient: { in: "server", towards: "link-far", out: "link-near" },
} as const satisfies Record<LinkDirection, object>;

const countingPlaces = linkDirections.flatMap((direction) => [
  { name: `${direction}_entered`, device: wire[direction].in },
  { name: `${direction}_left`, device: wire[direction].out },
]);

/** The interfaces that a segment crosses; any of them may split or merge it. */
const wireInterfaces = ["client", "link-near", "link-far", "server"];
const hosts = ["client", "server"] as const;

type HostDevices = Readonly<Record<(typeof hosts)[number], string>>;

const usualDevices: HostDevices = { client: "eth0", server: "eth0" };

/** Access to the link: its wire, and what is visible of its hosts. */
export interface LinkAccess {
  readonly wire: WireShell;
  /** Runs `ip` with these words in that host's namespace. */
  readonly ip: (host: "client" | "server", words: readonly string[]) => Promise<string>;
  /** Asks `ip` the same way: see {@link WireShell.ask}. */
  readonly askIp: (host: "client" | "server", words: readonly string[]) => Promise<string>;
  /** The hosts' interfaces on the wire. Default: `eth0` of each. */
  readonly devices?: HostDevices;
  /** Reads the kernel counters of both hosts. */
  readonly hostCounters: () => Promise<Pick<LinkObservation, "client" | "server">>;
}

/**
 * Opens the link of a lab whose wire is laid out as in `topology/`.
 *
 * @returns the link, or why there is none: `nft` or its kernel modules are missing.
 */
export async function openLink(access: LinkAccess): Promise<Pick<Lab, "link" | "whyNoLink">> {
  try {
    return { link: await startLink(access), whyNoLink: null };
  } catch (error) {
    if (error instanceof WireError) {
      return { link: null, whyNoLink: error.message };
    }
    throw error;
  }
}

/** @throws {WireError} if the wire cannot be observed. */
async function startLink(access: LinkAccess): Promise<Link> {
  const { wire: shell } = access;
  await runNft(
    shell,
    quietScript([wire.toServer.in, wire.toClient.in]) + countScript(countingPlaces),
  );
  const count = startTotals();
  const faults = startFaults(shell);
  return {
    async impair(network: Network) {
      if (network.mtuBytes !== undefined) {
        await setMtu(access, network.mtuBytes);
      }
      for (const direction of linkDirections) {
        const settings = network[directionKey[direction]];
        for (const words of tcArguments(wire[direction].towards, settings)) {
          await shell.run(["tc", ...words]);
        }
      }
    },
    async observe() {
      return {
        ...(await observeWire(access, count)),
        ...(await access.hostCounters()),
        lostByFaults: await faults.lost(),
      };
    },
    break: faults.break,
    restore: faults.restore,
  };
}

/**
 * Hosts that know the MTU of their link send shorter segments, and split datagrams themselves: nothing
 * on the wire has to drop what is too long.
 */
async function setMtu(
  { ip, wire: shell, devices = usualDevices }: LinkAccess,
  bytes: number,
): Promise<void> {
  const words = (device: string) => ["link", "set", "dev", device, "mtu", String(bytes)];
  for (const host of hosts) {
    await ip(host, words(devices[host]));
  }
  for (const device of wireInterfaces) {
    await shell.run(["ip", ...words(device)]);
  }
}

/** Adds up counters, which are reset whenever they are read. */
function startTotals(): (counted: string, name: string) => Traffic {
  const totals = new Map<string, Traffic>();
  return (counted, name) => {
    const taken = readTraffic(counted, name);
    const before = totals.get(name);
    const total = before === undefined ? taken : addTraffic(before, taken);
    totals.set(name, total);
    return total;
  };
}

interface LinkFaults extends Pick<Link, "break" | "restore"> {
  /** The segments lost by all faults so far. */
  lost(): Promise<number>;
}

function startFaults(shell: WireShell): LinkFaults {
  let begun = 0;
  let inForce: number[] = [];
  let lostBefore = 0;
  const lostNow = async () =>
    inForce.length === 0
      ? []
      : parseDropped(await shell.ask({ tool: "nft", words: listFaults }), inForce);
  return {
    lost: async () => lostBefore + sum(await lostNow()),
    async break(fault) {
      begun += 1;
      const number = begun;
      await runNft(shell, breakScript(fault, number));
      inForce.push(number);
    },
    async restore() {
      if (inForce.length === 0) {
        return [];
      }
      // Active faults stay until their losses are known.
      await runNft(shell, endScript);
      const dropped = await lostNow();
      inForce = [];
      lostBefore += sum(dropped);
      await runNft(shell, clearScript);
      return dropped;
    },
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

async function runNft(shell: WireShell, script: string): Promise<void> {
  await shell.run(["nft", "-f", "-"], script);
}

type WireObservation = Omit<LinkObservation, "client" | "server" | "lostByFaults">;

/** @param count adds counters to those that were taken before. */
async function observeWire(
  access: LinkAccess,
  count: (counted: string, name: string) => Traffic,
): Promise<WireObservation> {
  const { wire: shell, devices = usualDevices } = access;
  const askTc = (device: string) =>
    shell.ask({ tool: "tc", words: ["qdisc", "show", "dev", device] });
  const show = (device: string) => ["link", "show", "dev", device];
  const [counted, toServer, toClient, onWire, onHosts] = await Promise.all([
    shell.ask({ tool: "nft", words: takeCounters }),
    askTc(wire.toServer.towards),
    askTc(wire.toClient.towards),
    Promise.all(wireInterfaces.map((name) => shell.ask({ tool: "ip", words: show(name) }))),
    Promise.all(hosts.map((host) => access.askIp(host, show(devices[host])))),
  ]);
  const observe = (direction: LinkDirection, qdiscs: string): DirectionObservation => ({
    entered: count(counted, `${direction}_entered`),
    left: count(counted, `${direction}_left`),
    qdiscs: JSON.parse(qdiscs),
  });
  const links = new Map([
    ...wireInterfaces.map((name, index) => [`wire:${name}`, readLink(onWire[index])] as const),
    ...hosts.map((host, index) => [`${host}:${devices[host]}`, readLink(onHosts[index])] as const),
  ]);
  const byPlace = (pick: (link: PrintedLink) => number | undefined) =>
    Object.fromEntries([...links].map(([place, link]) => [place, pick(link) ?? 0]));
  return {
    [directionKey.toServer]: observe("toServer", toServer),
    [directionKey.toClient]: observe("toClient", toClient),
    segmentsAPacket: byPlace((link) => link.gso_max_segs),
    mtuBytes: byPlace((link) => link.mtu),
  };
}

/** What `ip -j -d link show` prints. */
interface PrintedLink {
  readonly gso_max_segs?: number;
  readonly mtu?: number;
}

function readLink(json = "[]"): PrintedLink {
  const [link = {}] = JSON.parse(json) as readonly PrintedLink[];
  return link;
}
