import type { Verdict } from "../../verdict/verdict.ts";

/** How one scenario went with one client and one server. */
export interface PairOutcome {
  readonly client: string;
  readonly server: string;
  /** What stood between them. Default: nothing. */
  readonly proxy?: string;
  readonly network: string;
  readonly scenario: string;
  readonly verdict: Verdict;
}

/** Where a conclusion holds. */
interface ConclusionPlace {
  readonly network: string;
  readonly scenario: string;
}

/**
 * Whose fault failures are.
 *
 * - `client`: it fails with every server, and other clients do not.
 * - `server`: it fails with every client, and with other servers they do not.
 * - `pair`: either of the two works with others, or had no other to be played with.
 * - `undecided`: nothing works, so that no pair shows which side is right.
 * - `proxy`: all pairs fail through it that do not fail without it.
 * - `path`: through the proxy a client fails with every server, a server with every client, or a pair,
 *   while other pairs work through it, and these work without it.
 */
export type Conclusion = {
  readonly places: readonly ConclusionPlace[];
} & (
  | { readonly fault: "client"; readonly client: string }
  | { readonly fault: "server"; readonly server: string }
  | {
      readonly fault: "pair";
      readonly client: string;
      readonly server: string;
      /** Whether the side works with another. */
      readonly clientWorks: boolean;
      readonly serverWorks: boolean;
    }
  | { readonly fault: "undecided" }
  | { readonly fault: "proxy"; readonly proxy: string }
  | ({ readonly fault: "path"; readonly proxy: string } & PathEnds)
);

/** The side that fails through a proxy with all of the others, or both sides of one pair. */
interface PathEnds {
  readonly client?: string;
  readonly server?: string;
}

/** @returns conclusions from what passed and what failed, each with all the places where it holds. */
export function concludeInterop(outcomes: readonly PairOutcome[]): readonly Conclusion[] {
  const judged = outcomes.filter(({ verdict }) => verdict === "pass" || verdict === "fail");
  const situations = Map.groupBy(judged, ({ network, scenario }) => `${network} ${scenario}`);
  const all = [...situations.values()].flatMap((outcomes) => [
    ...concludeDirect(outcomes.filter(({ proxy }) => proxy === undefined)),
    ...concludeProxies(outcomes),
  ]);
  const alike = Map.groupBy(all, ({ places: _, ...conclusion }) => JSON.stringify(conclusion));
  const merged = [...alike.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [{ ...first, places: [first, ...others].flatMap(({ places }) => places) }],
  );
  return merged.sort((a, b) => order.indexOf(a.fault) - order.indexOf(b.fault));
}

const order: readonly Conclusion["fault"][] = [
  ...(["undecided", "client", "server", "pair"] as const),
  ...(["proxy", "path"] as const),
];

type Outcomes = readonly PairOutcome[];

/** @param outcomes of one scenario on one network, with nothing between the sides. */
function concludeDirect(outcomes: Outcomes): readonly Conclusion[] {
  const failed = outcomes.filter(fails);
  const [first] = failed;
  if (first === undefined) {
    return [];
  }
  const { network, scenario } = first;
  const places = [{ network, scenario }];
  if (failed.length === outcomes.length) {
    return [{ fault: "undecided", places }];
  }
  const { clients, servers, pairs } = culprits(outcomes);
  return [
    ...clients.map((client) => ({ fault: "client" as const, client, places })),
    ...servers.map((server) => ({ fault: "server" as const, server, places })),
    ...pairs.map(({ client, server }) => ({
      fault: "pair" as const,
      client,
      server,
      clientWorks: outcomes.some((other) => other.client === client && !fails(other)),
      serverWorks: outcomes.some((other) => other.server === server && !fails(other)),
      places,
    })),
  ];
}

/** The sides that are at fault by themselves, and the failed pairs of none of them. */
function culprits(outcomes: Outcomes) {
  const clients = atFault(outcomes, "client");
  const servers = atFault(outcomes, "server");
  const pairs = outcomes
    .filter(fails)
    .filter(({ client, server }) => !(clients.includes(client) || servers.includes(server)));
  return { clients, servers, pairs };
}

/** What fails without a proxy says nothing of one. @param outcomes of one scenario on one network. */
function concludeProxies(outcomes: Outcomes): readonly Conclusion[] {
  const failing = new Set(
    outcomes.filter((each) => each.proxy === undefined && fails(each)).map(pairOf),
  );
  const through = Map.groupBy(outcomes, ({ proxy }) => proxy);
  return [...through].flatMap(([proxy, all]) =>
    proxy === undefined
      ? []
      : concludeProxy(
          proxy,
          all.filter((each) => !failing.has(pairOf(each))),
        ),
  );
}

/** @param outcomes of pairs through the proxy that do not fail without it. */
function concludeProxy(proxy: string, outcomes: Outcomes): readonly Conclusion[] {
  const failed = outcomes.filter(fails);
  const [first] = failed;
  if (first === undefined) {
    return [];
  }
  const { network, scenario } = first;
  const places = [{ network, scenario }];
  if (failed.length === outcomes.length && failed.length >= counterpartsMin) {
    return [{ fault: "proxy", proxy, places }];
  }
  const { clients, servers, pairs } = culprits(outcomes);
  const ends: readonly PathEnds[] = [
    ...clients.map((client) => ({ client })),
    ...servers.map((server) => ({ server })),
    ...pairs.map(({ client, server }) => ({ client, server })),
  ];
  return ends.map((each) => ({ fault: "path", proxy, ...each, places }));
}

function pairOf({ client, server }: PairOutcome): string {
  return `${client} ${server}`;
}

/** One counterpart alone might itself be wrong. */
const counterpartsMin = 2;

/** @returns the names on that side that fail with each of several counterparts. */
function atFault(outcomes: Outcomes, side: "client" | "server"): readonly string[] {
  return [...Map.groupBy(outcomes, (outcome) => outcome[side])].flatMap(([name, own]) =>
    own.length >= counterpartsMin && own.every(fails) ? [name] : [],
  );
}

function fails({ verdict }: PairOutcome): boolean {
  return verdict === "fail";
}

/**
 * @param cleanOnly whether the network goes without saying.
 * @returns the conclusion as a sentence.
 */
export function conclusionText(conclusion: Conclusion, cleanOnly: boolean): string {
  return `${faultWords(conclusion)} (${placeWords(conclusion.places, cleanOnly)}).`;
}

function faultWords(conclusion: Conclusion): string {
  switch (conclusion.fault) {
    case "client":
      return `${conclusion.client} fails with every server: the client is at fault`;
    case "server":
      return `${conclusion.server} fails with every client: the server is at fault`;
    case "undecided":
      return "Every pair fails, so that none shows which side is at fault";
    case "pair":
      return `Only the pair of ${conclusion.client} and ${conclusion.server} fails: ${pairWords(conclusion)}`;
    case "proxy":
      return `${conclusion.proxy} fails with every pair that works without it: the proxy is at fault`;
    case "path":
      return `Through ${conclusion.proxy} alone, ${pathWords(conclusion)}`;
  }
}

function pathWords({ client, server }: PathEnds): string {
  if (client !== undefined && server !== undefined) {
    return `the pair of ${client} and ${server} fails`;
  }
  return client === undefined
    ? `${server} fails with every client`
    : `${client} fails with every server`;
}

function pairWords({
  client,
  server,
  clientWorks,
  serverWorks,
}: Extract<Conclusion, { fault: "pair" }>): string {
  if (clientWorks && serverWorks) {
    return "each of them works with others";
  }
  const [works, unknown] = clientWorks ? [client, server] : [server, client];
  return clientWorks || serverWorks
    ? `${works} works with others, and ${unknown} was judged with nothing else`
    : "neither was judged with anything else";
}

function placeWords(places: readonly ConclusionPlace[], cleanOnly: boolean): string {
  const networks = Map.groupBy(places, ({ network }) => network);
  return [...networks]
    .map(([network, own]) => {
      const scenarios = own.map(({ scenario }) => scenario.replace(/^.*\//, "")).join(", ");
      return cleanOnly ? scenarios : `on ${network}: ${scenarios}`;
    })
    .join("; ");
}
