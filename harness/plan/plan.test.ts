import { describe, expect, test } from "vitest";
import type { Implementation } from "../implementation/manifest.ts";
import { chooseNetworks, withUpstreams } from "../network/choose.ts";
import type { Network } from "../network/network.ts";
import { clean } from "../network/profiles.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Step } from "../scenario/step.ts";
import { type PlanOptions, planCases } from "./plan.ts";

function scenario(id: string, facts: Partial<Scenario> = {}): Scenario {
  return {
    id,
    title: "A message comes back",
    why: "It is what an echo server is for. Everything else rests on it.",
    sources: ["Protocol contract"],
    roles: ["server"],
    steps: [{ do: "connect", connection: "main" }],
    stimulus: [],
    checks: [],
    ...facts,
  };
}

function implementation(name: string, facts: Partial<Implementation> = {}): Implementation {
  return {
    name,
    role: "server",
    protocols: ["framed"],
    command: ["./echo", "{port}"],
    maxFrameBytes: 1024,
    claims: [],
    readyTimeoutMs: 5000,
    folder: `/impls/${name}`,
    ...facts,
  };
}

const options: PlanOptions = {
  scenarios: [scenario("echo/basic"), scenario("length/zero")],
  implementations: [implementation("node"), implementation("deno")],
  networks: [clean],
  repetitions: 2,
  seed: 7,
  abilities: {
    startsServers: true,
    runsAsInit: true,
    leavesOutputUnread: true,
    silencesNameServer: true,
    breaksLink: true,
    cannotImpair: null,
  },
};

test("cases go repetition by repetition, scenario by scenario", () => {
  const planned = planCases(options).map((planned) => [
    planned.index,
    planned.repetition,
    planned.scenario.id,
    planned.implementation.name,
  ]);
  expect(planned).toEqual([
    [0, 1, "echo/basic", "node"],
    [1, 1, "echo/basic", "deno"],
    [2, 1, "length/zero", "node"],
    [3, 1, "length/zero", "deno"],
    [4, 2, "echo/basic", "node"],
    [5, 2, "echo/basic", "deno"],
    [6, 2, "length/zero", "node"],
    [7, 2, "length/zero", "deno"],
  ]);
});

test("an implementation plays the scenarios of its role", () => {
  const planned = planCases({
    ...options,
    repetitions: 1,
    scenarios: [
      scenario("echo/basic", { roles: ["server", "proxy"] }),
      scenario("proxy/end-passed-on", { roles: ["proxy"] }),
      scenario("client/basic", { roles: ["client"] }),
    ],
    implementations: [
      implementation("node"),
      implementation("socat", { role: "proxy" }),
      implementation("nc", { role: "client" }),
    ],
  });
  expect(planned.map((each) => [each.scenario.id, each.implementation.name])).toEqual([
    ["echo/basic", "node"],
    ["echo/basic", "socat"],
    ["proxy/end-passed-on", "socat"],
    ["client/basic", "nc"],
  ]);
});

test("a proxy needs a lab with a third host, and a protocol that the server there speaks", () => {
  const plan = (abilities: Partial<PlanOptions["abilities"]>, protocols: string[]) =>
    planCases({
      ...options,
      repetitions: 1,
      scenarios: [scenario("echo/basic")],
      implementations: [implementation("socat", { role: "proxy", protocols })],
      abilities: { ...options.abilities, ...abilities },
    }).map(({ unsupported }) => unsupported);
  expect(plan({}, ["framed"])).toEqual([
    "this lab starts no server behind a proxy; use --lab netns or loopback",
  ]);
  expect(plan({ startsUpstreams: true }, ["line"])).toEqual([
    "the server behind a proxy speaks framed, and the proxy is given line to pass on",
  ]);
  expect(plan({ startsUpstreams: true }, ["framed"])).toEqual([null]);
});

describe("the seed of a case", () => {
  const seedsBy = (facts: Partial<PlanOptions>) =>
    planCases({ ...options, ...facts }).map((planned) => planned.seed);

  test("is the same for every implementation", () => {
    const [ofNode, ofDeno] = seedsBy({});
    expect(ofNode).toBe(ofDeno);
  });

  test("differs between scenarios and between repetitions", () => {
    const [implementation] = options.implementations;
    const seeds = seedsBy({ implementations: implementation ? [implementation] : [] });
    expect(new Set(seeds)).toHaveLength(4);
  });

  test("is the same in every plan with the run's seed, and another with another", () => {
    expect(seedsBy({})).toEqual(seedsBy({}));
    expect(seedsBy({ seed: 8 })).not.toEqual(seedsBy({}));
  });

  test("does not depend on which other scenarios are run", () => {
    const [, , , , ...alone] = seedsBy({ scenarios: [scenario("length/zero")], repetitions: 4 });
    const [, , , , ...among] = seedsBy({
      scenarios: [scenario("length/zero"), scenario("length/cap")],
      repetitions: 4,
    }).filter((_, index) => index % 4 < 2);
    expect(alone).toEqual(among);
  });
});

describe("a case is unsupported, and says why,", () => {
  const inside = (step: Step): readonly Step[] => [
    { do: "repeat", times: 2, steps: [{ do: "together", branches: [[step], [step]] }] },
  ];
  const none = {
    startsServers: false,
    runsAsInit: false,
    leavesOutputUnread: false,
    silencesNameServer: false,
    breaksLink: false,
    cannotImpair: "this lab cannot",
  };

  test.each<{
    title: string;
    needs: Partial<Scenario>;
    has?: Partial<Implementation>;
    abilities?: PlanOptions["abilities"];
    unsupported: string | null;
  }>([
    {
      title: "when a claim that it needs is not made",
      needs: { claims: ["many-frames", "half-close"] },
      has: { claims: ["many-frames"] },
      unsupported: "does not claim half-close",
    },
    {
      title: "with every claim that is not made",
      needs: { claims: ["many-frames", "half-close"] },
      unsupported: "does not claim many-frames, half-close",
    },
    {
      title: "when the implementation does not speak its protocol",
      needs: { protocols: ["framed"] },
      has: { protocols: ["stream"] },
      unsupported: "needs the protocol framed",
    },
    {
      title: "when its protocol cannot express what is sent",
      needs: {
        steps: [
          { do: "connect", connection: "main" },
          { do: "send", on: "main", content: [{ announces: 5 }] },
        ],
      },
      has: { protocols: ["stream"] },
      unsupported: "the protocol stream announces no lengths",
    },
    {
      title: "but not when another of its protocols can",
      needs: {
        steps: [
          { do: "connect", connection: "main" },
          { do: "send", on: "main", content: [{ announces: 5 }] },
        ],
      },
      has: { protocols: ["stream", "framed"] },
      unsupported: null,
    },
    {
      title: "when it is another protocol's own",
      needs: { protocols: ["framed", "line"] },
      has: { protocols: ["stream"] },
      unsupported: "needs the protocol framed or line",
    },
    {
      title: "when it signals and the lab cannot",
      needs: { steps: [{ do: "signal", name: "SIGTERM" }] },
      abilities: none,
      unsupported: "this lab cannot start, signal or restart the implementation",
    },
    {
      title: "when it restarts, inside other steps, and the lab cannot",
      needs: { steps: [...inside({ do: "restart" })] },
      abilities: none,
      unsupported: "this lab cannot start, signal or restart the implementation",
    },
    {
      title: "when it says how to start and the lab cannot start anything",
      needs: { start: { descriptorLimit: 64 } },
      abilities: none,
      unsupported: "this lab cannot start, signal or restart the implementation",
    },
    {
      title: "when it needs process 1 and the lab has none",
      needs: { start: { asInit: true } },
      abilities: {
        startsServers: true,
        runsAsInit: false,
        leavesOutputUnread: false,
        silencesNameServer: false,
        breaksLink: false,
        cannotImpair: "this lab cannot",
      },
      unsupported: "this lab cannot run the implementation as process 1",
    },
    {
      title: "when nobody is to read the output and the lab does",
      needs: { start: { output: "unread" } },
      abilities: { ...options.abilities, leavesOutputUnread: false },
      unsupported: "this lab cannot leave the output of the implementation unread",
    },
    {
      title: "when the name server is to be silent and the lab cannot silence it",
      needs: { start: { nameServer: "silent" } },
      abilities: { ...options.abilities, silencesNameServer: false },
      unsupported: "this lab cannot silence the implementation's name server",
    },
    {
      title: "when a name is to have two addresses and the lab cannot tell the client one",
      needs: { start: { firstAddress: "silent" } },
      abilities: options.abilities,
      unsupported: "this lab cannot tell the implementation a name with two addresses",
    },
    {
      title: "when it loses segments, inside other steps, and the lab has no wire",
      needs: { steps: [...inside({ do: "blackhole" })] },
      abilities: { ...options.abilities, breaksLink: false },
      unsupported: "this lab has no wire of its own to lose segments on",
    },
    {
      title: "when it loses chosen segments and the lab has no wire",
      needs: {
        steps: [{ do: "dropSegments", of: "syn", direction: "toServer", nth: 1 }],
      },
      abilities: { ...options.abilities, breaksLink: false },
      unsupported: "this lab has no wire of its own to lose segments on",
    },
    {
      title: "but not when all that it does to the link is to restore it",
      needs: { steps: [{ do: "restoreLink" }] },
      abilities: { ...options.abilities, breaksLink: false },
      unsupported: null,
    },
    {
      title: "but not when it loses segments and the lab has a wire",
      needs: { steps: [{ do: "blackhole" }] },
      unsupported: null,
    },
    {
      title: "but not when every claim is made, and more",
      needs: { claims: ["half-close"] },
      has: { claims: ["many-frames", "half-close"] },
      unsupported: null,
    },
    {
      title: "but not when all that it does is connect",
      needs: {},
      abilities: none,
      unsupported: null,
    },
  ])("$title", ({ needs, has = {}, abilities = options.abilities, unsupported }) => {
    const [planned] = planCases({
      ...options,
      scenarios: [scenario("echo/basic", needs)],
      implementations: [implementation("node", has)],
      abilities,
    });
    expect(planned?.unsupported).toBe(unsupported);
  });
});

describe("of networks", () => {
  const [lte, geo, bare] = chooseNetworks(["lte,geo", "delay=0ms"]) as [Network, Network, Network];
  const anywhere = scenario("echo/basic", { links: "any" });
  const nearby = scenario("latency/request-reply", { links: "clean" });
  const unsaid = scenario("fairness/flood");

  /** What is planned, as `scenario on network`, with the reason where it is unsupported. */
  function planned(facts: Partial<PlanOptions>): readonly string[] {
    const implementations = [implementation("node")];
    return planCases({ ...options, implementations, repetitions: 1, ...facts }).map((planned) => {
      const reason = planned.unsupported === null ? "" : `: ${planned.unsupported}`;
      return `${planned.scenario.id} on ${planned.network.name}${reason}`;
    });
  }

  test("one goes behind the other, each with all its repetitions", () => {
    expect(planned({ networks: [lte, clean], scenarios: [anywhere], repetitions: 2 })).toEqual([
      "echo/basic on lte",
      "echo/basic on lte",
      "echo/basic on clean",
      "echo/basic on clean",
    ]);
  });

  test("an impaired one leaves out the scenarios whose limits hold on a clean link only", () => {
    const scenarios = [nearby, anywhere, unsaid];
    expect(planned({ networks: [clean, lte, geo], scenarios })).toEqual([
      "latency/request-reply on clean",
      "echo/basic on clean",
      "fairness/flood on clean",
      "echo/basic on lte",
      "echo/basic on geo",
    ]);
  });

  test("one that impairs nothing is clean, whatever its name", () => {
    const on = planned({ networks: [bare], scenarios: [nearby] });
    expect(on).toEqual([`latency/request-reply on ${bare.name}`]);
  });

  test("messages that do not fit into the segments of a small MTU are unsupported there", () => {
    const [small] = chooseNetworks(["small-mtu"]) as [Network];
    const inOneSegment = scenario("coalesced/one-segment", {
      links: "any",
      steps: [
        { do: "connect", connection: "main" },
        { do: "send", on: "main", content: [{ messages: 13, bytes: 96 }] },
        { do: "inspect", on: "main" },
      ],
      stimulus: [{ kind: "segments", on: "main", atMost: 1, because: "all left in one segment" }],
    });
    expect(planned({ networks: [clean, small], scenarios: [inOneSegment] })).toEqual([
      "coalesced/one-segment on clean",
      "coalesced/one-segment on small-mtu: with an MTU of 1280 bytes, the protocol framed needs more segments for its messages",
    ]);
  });

  test("those that the lab cannot make are unsupported, with the reason", () => {
    const abilities = { ...options.abilities, cannotImpair: "this kernel has no sch_netem" };
    expect(planned({ networks: [clean, lte], scenarios: [anywhere], abilities })).toEqual([
      "echo/basic on clean",
      "echo/basic on lte: this kernel has no sch_netem",
    ]);
  });

  test("those that the lab cannot make are the reason that is given first", () => {
    const abilities = {
      ...options.abilities,
      cannotImpair: "this kernel has no sch_netem",
      startsServers: false,
    };
    const restarting = scenario("echo/basic", { links: "any", steps: [{ do: "restart" }] });
    expect(planned({ networks: [lte], scenarios: [restarting], abilities })).toEqual([
      "echo/basic on lte: this kernel has no sch_netem",
    ]);
  });

  test("every one is sent the same bytes", () => {
    const facts = { networks: [clean, lte], scenarios: [anywhere], repetitions: 2 };
    const seeds = planCases({ ...options, ...facts }).map(({ seed }) => seed);
    expect(seeds.slice(0, 4)).toEqual(seeds.slice(4));
  });
});

describe("of a server on a Unix-domain socket", () => {
  const abilities = { ...options.abilities, unixSockets: true } as const;
  const inDatagrams: Partial<Scenario> = { steps: [{ do: "openSockets", sockets: "main" }] };

  test.each<{
    title: string;
    needs?: Partial<Scenario>;
    has?: Partial<Implementation>;
    facts?: Partial<PlanOptions>;
    unsupported: string | null;
  }>([
    { title: "what needs connections alone is played", unsupported: null },
    {
      title: "a lab that shares no folder with it plays nothing",
      facts: { abilities: options.abilities },
      unsupported: "in this lab the driver reaches no Unix-domain socket of the server",
    },
    {
      title: "no network is impaired, whatever the lab can",
      needs: { links: "any" },
      facts: { networks: chooseNetworks(["lte"]) },
      unsupported: "a Unix-domain socket has no link that could be impaired",
    },
    {
      title: "what TCP alone has is left out",
      needs: { steps: [{ do: "connect", connection: "main", family: "IPv6" }] },
      unsupported: "a Unix-domain socket has no address families",
    },
    {
      title: "datagrams are carried by UDP",
      needs: inDatagrams,
      has: { protocols: ["datagram"] },
      facts: { abilities: { ...abilities, datagramTargets: ["server"] } },
      unsupported:
        "the protocol datagram is carried by UDP: its server takes {port}, and no {socket}",
    },
    {
      title: "its own scenarios are played",
      needs: { transports: ["unix"], start: { socketPathBytes: 107 } },
      unsupported: null,
    },
    {
      title: "which are left out for one that has a port",
      needs: { transports: ["unix"], start: { socketPathBytes: 107 } },
      has: { command: ["./echo", "{port}"] },
      unsupported: "needs a server on a Unix-domain socket, whose command takes {socket}",
    },
  ])("$title", ({ needs = {}, has = {}, facts = {}, unsupported }) => {
    const [planned] = planCases({
      ...options,
      scenarios: [scenario("echo/basic", needs)],
      implementations: [implementation("node", { command: ["./echo", "{socket}"], ...has })],
      abilities,
      ...facts,
    });
    expect(planned?.unsupported).toBe(unsupported);
  });

  test("the placeholder may be in a variable", () => {
    const env = { LISTEN: "unix:{socket}" };
    const [planned] = planCases({
      ...options,
      implementations: [implementation("node", { command: ["./echo"], env })],
      abilities: options.abilities,
    });
    expect(planned?.unsupported).toContain("reaches no Unix-domain socket");
  });
});

test("only proxies are played where the wire to an upstream is impaired", () => {
  const networks = withUpstreams([clean], chooseNetworks(["clean", "lte"]));
  const proxy = implementation("through", { role: "proxy" });
  const planned = planCases({
    ...options,
    scenarios: [scenario("echo/basic", { links: "any" }), scenario("length/zero")],
    implementations: [implementation("node"), proxy],
    networks,
    repetitions: 1,
  });
  expect(
    planned.map(({ network, scenario, implementation }) =>
      [network.name, scenario.id, implementation.name].join(" "),
    ),
  ).toEqual([
    "clean echo/basic node",
    "clean echo/basic through",
    "clean length/zero node",
    "clean length/zero through",
    "upstream-lte echo/basic through",
  ]);
});
