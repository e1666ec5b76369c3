import { describe, expect, test } from "vitest";
import { makeHistory } from "../../history/fixtures/history-builder.ts";
import { makeLoad } from "../../history/fixtures/load-builder.ts";
import type { LoadHistory, MachineTimes } from "../../history/history.ts";
import type { Figure } from "../../scenario/figure.ts";
import { whyDisturbed } from "./disturbance.ts";

const figures: Figure[] = ["a", "load"].map((load) => ({
  id: load,
  title: "rate",
  kind: "rate",
  load,
}));

const quietClient = makeLoad([]).client;

/** Two processors for a second, of which the client and the implementation used one together. */
const quiet: MachineTimes = {
  processors: 2,
  elapsedMs: 1000,
  busyMs: 1040,
  stolenMs: 0,
  implementation: { cpuMs: 600, processorWaitMs: 4 },
};

function why(machine: Partial<MachineTimes>, client: Partial<LoadHistory["client"]> = {}) {
  const load = makeLoad(Array(1000).fill(1), {
    client: { ...quietClient, cpuMs: 400, ...client },
    machine: { ...quiet, ...machine },
  });
  return whyDisturbed({ figures }, makeHistory({ loads: [makeLoad([1], { label: "a" }), load] }));
}

test("a quiet machine disturbs nothing", () => {
  expect(why({})).toBeNull();
});

test("of a load whose time is not measured nothing is said", () => {
  const loads = [makeLoad([1], { machine: { ...quiet, stolenMs: 900 } })];
  const figures: Figure[] = [{ id: "memory", title: "memory", kind: "memory", at: "idle" }];
  expect(whyDisturbed({ figures }, makeHistory({ loads }))).toBeNull();
  expect(whyDisturbed({}, makeHistory({ loads }))).toBeNull();
});

test("nothing is assumed where the machine is hidden, or a history is older", () => {
  expect(whyDisturbed({ figures }, makeHistory({ loads: [makeLoad([1])] }))).toBeNull();
  expect(whyDisturbed({ figures }, makeHistory())).toBeNull();
});

describe("late sends", () => {
  const late = (by1Ms: number) => ({ sentLate: { by100Us: by1Ms, by1Ms, by10Ms: 0, mostMs: 2 } });

  test("of one message in a hundred are no disturbance, of more are", () => {
    expect(why({}, late(10))).toBeNull();
    expect(why({}, late(34))).toBe("the client sent 3.4 % of its messages more than 1 ms late");
  });
});

test("a hypervisor that took more than a hundredth of all processors disturbs", () => {
  expect(why({ stolenMs: 20 })).toBeNull();
  expect(why({ stolenMs: 50 })).toBe("the hypervisor took 2.5 % of the processors' time");
});

describe("other programs", () => {
  const busy = { busyMs: 1900 };

  test("disturb if the client waited for a processor meanwhile", () => {
    expect(why(busy, { processorWaitMs: 80 })).toBe(
      "other programs used 90.0 % of a processor, and the client waited 80 ms for one",
    );
  });

  test("disturb if the implementation did", () => {
    const implementation = { cpuMs: 600, processorWaitMs: 50 };
    expect(why({ ...busy, implementation })).toBe(
      "other programs used 90.0 % of a processor, and the implementation waited 50 ms for one",
    );
  });

  test("do not where there are processors for all", () => {
    expect(why({ ...busy, processors: 16 }, { processorWaitMs: 5 })).toBeNull();
  });

  test("are not the client and the implementation waiting for each other", () => {
    const implementation = { cpuMs: 600, processorWaitMs: 300 };
    expect(why({ processors: 1, implementation }, { processorWaitMs: 400 })).toBeNull();
  });

  test("are not known where the implementation's processes are hidden", () => {
    expect(why({ ...busy, implementation: null }, { processorWaitMs: 80 })).toBeNull();
  });
});
