import type { Implementation } from "../../implementation/manifest.ts";
import { transportOf } from "../../implementation/spoken.ts";
import type { LabChoice } from "../../run/lab-choice.ts";
import { environmentFor, isBundled, pinnedEnvironment } from "../choose/bundled.ts";
import { chooseImplementations } from "../choose/implementations.ts";
import { type PreparedAll, prepareAll } from "../choose/prepare.ts";
import { UsageError } from "../exit-status.ts";
import type { RunFlags } from "../options/run-flags.ts";

/** The protocol that every side of a pair speaks. */
const protocol = "framed";

/**
 * @param names clients, servers and proxies; where no client is named, or no server, all bundled ones
 *   are meant. Proxies take part only if they are named.
 * @returns every client with every server, server by server, and then the same through each proxy.
 * @throws {UsageError | UnknownNameError | InvalidManifestError}
 */
export function choosePairs(names: readonly string[], flags: RunFlags): readonly Implementation[] {
  const named = names.length === 0 ? [] : chooseImplementations(names, null, flags);
  for (const implementation of named) {
    refuseUnpaired(implementation);
  }
  const isMissing = (role: Implementation["role"]) => named.every((each) => each.role !== role);
  const bundled =
    isMissing("client") || isMissing("server") ? chooseImplementations([], null, flags) : [];
  const playing = (role: Implementation["role"]) =>
    (isMissing(role) ? bundled : named).filter(
      (each) => each.role === role && whyUnpaired(each) === null,
    );
  const [clients, servers] = [playing("client"), playing("server")];
  const proxies = named.filter(({ role }) => role === "proxy");
  const pin = [...clients, ...servers, ...proxies].every(isBundled) ? same : withPinnedRuntimes;
  const direct = servers.flatMap((server) =>
    clients.map((client) => makePair(pin(client), pin(server))),
  );
  return [
    ...direct,
    ...proxies.flatMap((proxy) => direct.map((pair) => makePairThrough(pin(proxy), pair))),
  ];
}

function refuseUnpaired(implementation: Implementation): void {
  const why = whyUnpaired(implementation);
  if (why !== null) {
    throw new UsageError(
      `interop: expected clients, servers and proxies that speak ${protocol} over TCP, found ` +
        `"${implementation.name}", which ${why}.`,
    );
  }
}

function whyUnpaired(implementation: Implementation): string | null {
  const { protocols } = implementation;
  if (!protocols.includes(protocol)) {
    return `speaks ${protocols.join(" and ")}`;
  }
  return transportOf(implementation, protocol) === "tcp" ? null : "listens on a Unix-domain socket";
}

/** What both sides claim: one that serves a single message per connection cannot send many. */
export function makePair(client: Implementation, server: Implementation): Implementation {
  return {
    ...server,
    name: `${client.name}-to-${server.name}`,
    title: titleOf([client, server]),
    protocols: [protocol],
    claims: server.claims.filter(
      (claim) => claim !== "many-frames" || client.claims.includes(claim),
    ),
    pair: { client, server: wordsOf(server) },
  };
}

function titleOf(sides: readonly Implementation[]): string {
  return sides.map(({ name, title = name }) => title).join(" to ");
}

function wordsOf({ name, title }: Implementation): Pick<Implementation, "name" | "title"> {
  return title === undefined ? { name } : { name, title };
}

/** The proxy is what the client connects to; the server of the pair runs behind it. */
function makePairThrough(proxy: Implementation, pair: Implementation): Implementation {
  const [client = pair, server = pair] = sidesOf(pair);
  return {
    ...proxy,
    name: `${client.name}-through-${proxy.name}-to-${server.name}`,
    title: titleOf([client, proxy, server]),
    protocols: [protocol],
    claims: pair.claims.filter((claim) => claim !== "many-frames" || proxy.claims.includes(claim)),
    // What is accepted is the server's business: it starts with its own cap behind the proxy.
    maxFrameBytes: server.maxFrameBytes,
    pair: {
      client,
      server: wordsOf(server),
      through: { proxy: wordsOf(proxy), server },
    },
  };
}

function same(implementation: Implementation): Implementation {
  return implementation;
}

/** Beside a user's own program, which has this machine's PATH, bundled ones keep their runtimes. */
function withPinnedRuntimes(implementation: Implementation): Implementation {
  const { PATH = "" } = pinnedEnvironment();
  return isBundled(implementation)
    ? { ...implementation, env: { PATH, ...implementation.env } }
    : implementation;
}

/** Builds each client, server and proxy once, and asks them for their versions. */
export async function preparePairs(
  pairs: readonly Implementation[],
  lab: LabChoice,
  signal: AbortSignal,
): Promise<PreparedAll> {
  const sides = new Map(pairs.flatMap(sidesOf).map((side) => [side.name, side]));
  const { prepared } = await prepareAll([...sides.values()], lab, signal);
  const ofPairs = pairs.map((pair) => {
    const all = sidesOf(pair).map(({ name }) => prepared.get(name));
    const unusable = all.flatMap((side) => side?.unusable ?? [])[0] ?? null;
    const version = all.map((side) => side?.version ?? "not known").join(" to ");
    return [pair.name, { unusable, version }] as const;
  });
  return { implementations: pairs, prepared: new Map([...prepared, ...ofPairs]) };
}

/** @returns the environment of all programs of the pairs. */
export function environmentForPairs(
  pairs: readonly Implementation[],
): Readonly<Record<string, string>> {
  return environmentFor(pairs.flatMap(sidesOf));
}

/** The client, the proxy if there is one, and the server of a pair, each as if it were alone. */
export function sidesOf(implementation: Implementation): readonly Implementation[] {
  const { pair, title: _, ...started } = implementation;
  if (pair === undefined) {
    return [implementation];
  }
  const { client, server, through } = pair;
  return through === undefined
    ? [client, { ...started, ...server }]
    : [client, { ...started, ...through.proxy }, through.server];
}
