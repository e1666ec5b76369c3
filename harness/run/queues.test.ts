import { describe, expect, test } from "vitest";
import { makeHistory } from "../history/fixtures/history-builder.ts";
import type { FinishedCase } from "../journal/case-result.ts";
import { chooseNetworks } from "../network/choose.ts";
import type { Network } from "../network/network.ts";
import { type PlannedCase, planCases } from "../plan/plan.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { implementationOf, sampled } from "./fixtures/small-run.ts";
import { type Queue, type QueueOptions, startQueues } from "./queues.ts";
import { emptyCase } from "./skipped.ts";

const [clean, lte, geo] = chooseNetworks(["clean,lte,geo"]) as [Network, Network, Network];

interface PlanFacts {
  readonly networks?: readonly Network[];
  readonly implementations?: readonly string[];
  readonly scenarios?: readonly Scenario[];
  readonly repetitions?: number;
}

function named(id: string, facts: Partial<Scenario> = {}): Scenario {
  return { ...sampled, id, links: "any", ...facts };
}

function plan({
  networks = [clean],
  implementations = ["echo"],
  scenarios = [named("test/one"), named("test/two")],
  repetitions = 1,
}: PlanFacts = {}): readonly PlannedCase[] {
  return planCases({
    networks,
    scenarios,
    repetitions,
    seed: 1,
    implementations: implementations.map((name) => implementationOf(name)),
    abilities: {
      startsServers: true,
      runsAsInit: true,
      leavesOutputUnread: true,
      silencesNameServer: true,
      breaksLink: true,
      cannotImpair: null,
    },
  });
}

const noLimits = { whyOver: () => null, whyWedged: () => null, hasAnswered: () => true };

function start(cases: readonly PlannedCase[], options: Partial<QueueOptions> = {}) {
  const skipped: string[] = [];
  const signal = new AbortController().signal;
  const queues = startQueues(
    cases,
    { limits: noLimits, signal, ...options },
    (planned, { verdict, reason }) => {
      skipped.push(`${nameOf(planned)}: ${verdict}, ${reason}`);
    },
  );
  return { queues, skipped };
}

function nameOf({ implementation, scenario }: PlannedCase): string {
  return `${implementation.name} on ${scenario.id}`;
}

/** Takes all that is left. */
function drain(queue: Queue | null): readonly string[] {
  const taken: string[] = [];
  for (let next = queue?.take(); next !== undefined; next = queue?.take()) {
    taken.push(nameOf(next));
  }
  return taken;
}

interface Outcome {
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly started?: boolean;
}

function finished(planned: PlannedCase | undefined, outcome: Outcome): FinishedCase {
  const { verdict, reason = null, started = true } = outcome;
  if (planned === undefined) {
    throw new Error("No case was taken.");
  }
  const empty = emptyCase(planned, { labKind: "netns" }, { verdict, reason });
  return { ...empty, history: started ? makeHistory() : null };
}

describe("a session joins", () => {
  test("the queue of one network, with all its cases and no others", () => {
    const { queues } = start(plan({ networks: [clean, lte] }));
    const queue = queues.next();
    expect(queue?.network).toBe(clean);
    expect(drain(queue)).toEqual(["echo on test/one", "echo on test/two"]);
    expect(drain(queues.next())).toEqual(["echo on test/one", "echo on test/two"]);
    expect(queues.next()).toBeNull();
  });

  test("a queue that no other session has joined, and then the one with the most cases", () => {
    const few = plan({ networks: [clean, geo], scenarios: [named("test/one")] });
    const { queues } = start([...few, ...plan({ networks: [lte] })]);
    const joined = Array.from({ length: 4 }, () => queues.next()?.network.name);
    expect(joined).toEqual(["lte", "clean", "geo", "lte"]);
  });

  test("a queue that another session has left", () => {
    const { queues } = start(plan({ networks: [clean, lte] }));
    const first = queues.next();
    expect(queues.next()?.network.name).toBe("lte");
    first?.leave();
    expect(queues.next()?.network.name).toBe("clean");
  });

  test("nothing when nothing is left, or nothing was there", () => {
    expect(start([]).queues.next()).toBeNull();
  });
});

test("the share of a session is what is left, among those that have joined", () => {
  const { queues } = start(plan({ implementations: ["a", "b", "c"] }));
  const first = queues.next();
  expect(first?.share()).toBe(6);
  const second = queues.next();
  expect([first?.share(), second?.share()]).toEqual([3, 3]);
  first?.take();
  expect(second?.share()).toBe(2.5);
  first?.leave();
  expect(second?.share()).toBe(5);
});

test("two sessions take each case once", () => {
  const { queues } = start(plan({ implementations: ["a", "b"] }));
  const [first, second] = [queues.next(), queues.next()];
  const taken = [first, second, second, first, second].map((queue) => queue?.take()?.index);
  expect(taken).toEqual([0, 1, 2, 3, undefined]);
});

test("brief cases come first until the implementation has answered in one", () => {
  let hasAnswered = false;
  const limits = { ...noLimits, hasAnswered: () => hasAnswered };
  const long = named("test/pause", { steps: [{ do: "pause", duration: { ms: 2000 } }] });
  const scenarios = [long, named("test/one"), named("test/two"), named("test/three")];
  const { queues } = start(plan({ scenarios }), { limits });
  const queue = queues.next();
  expect([queue?.take()?.scenario.id, queue?.take()?.scenario.id]).toEqual([
    "test/one",
    "test/two",
  ]);
  hasAnswered = true;
  expect(drain(queue)).toEqual(["echo on test/pause", "echo on test/three"]);
});

test("what demands the longest waits is taken first, and the rest in the order of the plan", () => {
  const pause = (ms: number) =>
    named(`test/pause-${ms}`, { steps: [{ do: "pause", duration: { ms } }] });
  const scenarios = [named("test/one"), pause(10), named("test/two"), pause(2000)];
  const { queues } = start(plan({ scenarios }));
  expect(drain(queues.next())).toEqual([
    "echo on test/pause-2000",
    "echo on test/pause-10",
    "echo on test/one",
    "echo on test/two",
  ]);
});

describe("an implementation", () => {
  const cases = () => plan({ networks: [clean, lte], implementations: ["dead", "echo"] });
  const notStarted = { verdict: "inconclusive", reason: "it did not listen", started: false };

  test("that did not start once is not tried again, on any network", () => {
    const { queues, skipped } = start(cases());
    const queue = queues.next();
    queues.note(finished(queue?.take(), notStarted as Outcome));
    expect(drain(queue)).toEqual(["echo on test/one", "echo on test/two"]);
    expect(drain(queues.next())).toEqual(["echo on test/one", "echo on test/two"]);
    expect(skipped).toEqual([
      "dead on test/two: inconclusive, it did not listen",
      "dead on test/one: inconclusive, it did not listen",
      "dead on test/two: inconclusive, it did not listen",
    ]);
  });

  test("that has started before is tried again though it did not start once", () => {
    const { queues, skipped } = start(cases());
    const queue = queues.next();
    const first = queue?.take();
    queues.note(finished(first, { verdict: "pass" }));
    queues.note(finished(first, notStarted as Outcome));
    expect(drain(queue)).toContain("dead on test/two");
    expect(skipped).toEqual([]);
  });

  test("that started in a case which took too long is tried again", () => {
    const { queues, skipped } = start(cases());
    const queue = queues.next();
    const overran = finished(queue?.take(), notStarted as Outcome);
    queues.note({ ...overran, overran: true });
    expect(drain(queue)).toContain("dead on test/two");
    expect(skipped).toEqual([]);
  });

  test("that the harness could not play with is tried again", () => {
    const { queues, skipped } = start(cases());
    const queue = queues.next();
    queues.note(finished(queue?.take(), { verdict: "error", reason: "lab", started: false }));
    expect(drain(queue)).toContain("dead on test/two");
    expect(skipped).toEqual([]);
  });
});

describe("a link that could not be proved", () => {
  test("costs all cases of its network that are left, and no others", () => {
    const { queues, skipped } = start(plan({ networks: [clean, lte] }));
    const queue = queues.next();
    expect(queue?.take()?.scenario.id).toBe("test/one");
    queue?.refuse({ verdict: "error", reason: "it lost too much" });
    expect(skipped).toEqual(["echo on test/two: error, it lost too much"]);
    expect(queue?.take()).toBeUndefined();
    queue?.leave();
    const next = queues.next();
    expect(next?.network).toBe(lte);
    expect(drain(next)).toHaveLength(2);
  });

  test("costs the sessions beside it what is left too", () => {
    const { queues } = start(plan());
    const [first, second] = [queues.next(), queues.next()];
    first?.refuse({ verdict: "inconclusive", reason: "it lost too much" });
    expect(second?.take()).toBeUndefined();
    expect(queues.next()).toBeNull();
  });
});

describe("the queues end", () => {
  test("when a limit of the run is reached", () => {
    let over: string | null = null;
    const limits = { ...noLimits, whyOver: () => over };
    const { queues, skipped } = start(plan({ networks: [clean, lte] }), { limits });
    const queue = queues.next();
    expect(queue?.take()).toBeDefined();
    over = "--bail";
    expect(queue?.take()).toBeUndefined();
    expect(queues.next()).toBeNull();
    expect(queues.hasWork()).toBe(false);
    expect(skipped).toEqual([]);
  });

  test("for an implementation that is wedged, on every network, without a result", () => {
    const limits = {
      ...noLimits,
      whyWedged: (name: string) => (name === "deaf" ? "it does not answer" : null),
    };
    const cases = plan({ networks: [clean, lte], implementations: ["deaf", "echo"] });
    const { queues, skipped } = start(cases, { limits });
    const queue = queues.next();
    queues.note(finished(queue?.take(), { verdict: "fail" }));
    expect(drain(queue)).toEqual(["echo on test/one", "echo on test/two"]);
    expect(drain(queues.next())).toEqual(["echo on test/one", "echo on test/two"]);
    expect(skipped).toEqual([]);
  });

  test("when the run is aborted", () => {
    const abort = new AbortController();
    const { queues, skipped } = start(plan(), { signal: abort.signal });
    const queue = queues.next();
    abort.abort();
    expect(queue?.take()).toBeUndefined();
    expect(queues.next()).toBeNull();
    expect(skipped).toEqual([]);
  });
});

describe("cases that keep processors busy", () => {
  const crowd = { do: "connect", connection: "crowd", count: 1000 } as const;
  const busy = (id: string) => named(id, { steps: [crowd] });

  test("run one at a time while there are others, and side by side in the end", () => {
    const scenarios = [busy("busy/one"), busy("busy/two"), busy("busy/three"), named("quiet/one")];
    const { queues } = start(plan({ scenarios }));
    const queue = queues.next();
    const first = queue?.take();
    const others = [queue?.take(), queue?.take()];
    expect([first, ...others].map((planned) => planned?.scenario.id)).toEqual([
      "busy/one",
      "quiet/one",
      "busy/two",
    ]);
    queues.note(finished(first, { verdict: "pass" }));
    expect(queue?.take()?.scenario.id).toBe("busy/three");
    expect(queue?.take()).toBeUndefined();
  });
});

describe("cases that measure time", () => {
  const latency = {
    ...sampled.checks[0],
    kind: "latency",
  } as unknown as Scenario["checks"][number];
  const timed = (id: string) => named(id, { checks: [latency] });

  test("run when no others are left, and two side by side", () => {
    const scenarios = [
      timed("timed/one"),
      named("other/one"),
      timed("timed/two"),
      timed("timed/three"),
    ];
    const { queues } = start(plan({ scenarios }));
    const queue = queues.next();
    const [other, first, second] = [queue?.take(), queue?.take(), queue?.take()];
    expect([other, first, second].map((planned) => planned?.scenario.id)).toEqual([
      "other/one",
      "timed/one",
      "timed/two",
    ]);
    expect(queue?.take()).toBeUndefined();
    expect(queues.hasWork()).toBe(false);
    expect(queues.next()).toBeNull();
    queues.note(finished(first, { verdict: "pass" }));
    expect(queues.hasWork()).toBe(true);
    expect(queue?.take()?.scenario.id).toBe("timed/three");
  });

  test("still run after those of an implementation that did not start were skipped", () => {
    const scenarios = [named("other/one"), timed("timed/one"), timed("timed/two")];
    const { queues } = start(plan({ implementations: ["dead", "echo"], scenarios }));
    const queue = queues.next();
    const first = queue?.take();
    queues.note(finished(first, { verdict: "inconclusive", started: false }));
    expect(drain(queue)).toEqual(["echo on other/one", "echo on timed/one", "echo on timed/two"]);
  });
});

test("in the order of the plan, each repetition on each network is a session of its own", () => {
  const cases = plan({ networks: [clean, lte], repetitions: 2 });
  const { queues } = start(cases, { inOrder: true });
  const sessions = [];
  for (let queue = queues.next(); queue !== null; queue = queues.next()) {
    const taken = [];
    for (let planned = queue.take(); planned !== undefined; planned = queue.take()) {
      taken.push(`${planned.repetition} on ${planned.network.name}`);
      queues.note(finished(planned, { verdict: "pass" }));
    }
    sessions.push(taken);
    queue.leave();
  }
  expect(sessions.toSorted()).toEqual([
    ["1 on clean", "1 on clean"],
    ["1 on lte", "1 on lte"],
    ["2 on clean", "2 on clean"],
    ["2 on lte", "2 on lte"],
  ]);
});
