import type { Implementation } from "../../implementation/manifest.ts";
import { transportOf } from "../../implementation/spoken.ts";
import type { LabChoice } from "../../run/lab-choice.ts";
import { environmentFor, isBundled, pinnedEnvironment } from "../choose/bundled.ts";
import { chooseImplementations } from "../choose/implementations.ts";
import { type PreparedAll, prepareAll } from "../choose/prepare.ts";
import { UsageError } from "../exit-status.ts";
import type { RunFlags } from "../options/run-flags.ts";

/** The protocol that every client and server of a pair speaks. */
const protocol = "framed";

/**
 * @param names clients and servers; of a role that none has, all bundled ones are meant.
 * @returns every client with every server, server by server.
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
  const pin = [...clients, ...servers].every(isBundled) ? same : withPinnedRuntimes;
  return servers.flatMap((server) => clients.map((client) => makePair(pin(client), pin(server))));
}

function refuseUnpaired(implementation: Implementation): void {
  const why = whyUnpaired(implementation);
  if (why !== null) {
    throw new UsageError(
      `interop: expected clients and servers that speak ${protocol} over TCP, found ` +
        `"${implementation.name}", which ${why}.`,
    );
  }
}

function whyUnpaired(implementation: Implementation): string | null {
  const { role, protocols } = implementation;
  if (role !== "client" && role !== "server") {
    return `is a ${role}`;
  }
  if (!protocols.includes(protocol)) {
    return `speaks ${protocols.join(" and ")}`;
  }
  return transportOf(implementation, protocol) === "tcp" ? null : "listens on a Unix-domain socket";
}

/** What both sides claim: one that serves a single message per connection cannot send many. */
function makePair(client: Implementation, server: Implementation): Implementation {
  const { name, title } = server;
  const words = [client, server].map((side) => side.title ?? side.name);
  return {
    ...server,
    name: `${client.name}-to-${name}`,
    title: words.join(" to "),
    protocols: [protocol],
    claims: server.claims.filter(
      (claim) => claim !== "many-frames" || client.claims.includes(claim),
    ),
    pair: { client, server: title === undefined ? { name } : { name, title } },
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

/** Builds each client and each server once, and asks them for their versions. */
export async function preparePairs(
  pairs: readonly Implementation[],
  lab: LabChoice,
  signal: AbortSignal,
): Promise<PreparedAll> {
  const halves = new Map(pairs.flatMap(halvesOf).map((half) => [half.name, half]));
  const { prepared } = await prepareAll([...halves.values()], lab, signal);
  const ofPairs = pairs.map((pair) => {
    const both = halvesOf(pair).map(({ name }) => prepared.get(name));
    const unusable = both.flatMap((half) => half?.unusable ?? [])[0] ?? null;
    const version = both.map((half) => half?.version ?? "not known").join(" to ");
    return [pair.name, { unusable, version }] as const;
  });
  return { implementations: pairs, prepared: new Map([...prepared, ...ofPairs]) };
}

/** @returns the environment of all programs of the pairs. */
export function environmentForPairs(
  pairs: readonly Implementation[],
): Readonly<Record<string, string>> {
  return environmentFor(pairs.flatMap(halvesOf));
}

/** The client and the server of a pair, each as if it were alone. */
export function halvesOf({ pair, ...implementation }: Implementation): readonly Implementation[] {
  return pair === undefined
    ? [implementation]
    : [pair.client, { ...implementation, ...pair.server }];
}
