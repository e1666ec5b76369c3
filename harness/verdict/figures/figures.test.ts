import { describe, expect, test } from "vitest";
import { makeHistory, makeSample } from "../../history/fixtures/history-builder.ts";
import { makeLoad } from "../../history/fixtures/load-builder.ts";
import type { LoadHistory } from "../../history/history.ts";
import { packWireSamples } from "../../history/wire-samples.ts";
import type { Figure } from "../../scenario/figure.ts";
import { figuresOf } from "./figures.ts";

const base = { id: "figure", title: "A figure" };

function measure(figure: Figure, facts: Parameters<typeof makeHistory>[0]): number | null {
  return figuresOf({ figures: [figure] }, makeHistory(facts))[0]?.value ?? null;
}

describe("latency", () => {
  const at = (percentile: number, load: LoadHistory) =>
    measure({ ...base, kind: "latency", load: "load", percentile }, { loads: [load] });
  const hundred = Array.from({ length: 101 }, (_, index) => index + 1);

  test.each([
    { percentile: 0, latency: 1 },
    { percentile: 50, latency: 51 },
    { percentile: 99, latency: 100 },
    { percentile: 100, latency: 101 },
  ])("at $percentile % of 1 to 101 ms is $latency ms", ({ percentile, latency }) => {
    expect(at(percentile, makeLoad(hundred))).toBeCloseTo(latency, 9);
  });

  test("of a tail is that of a few slow messages, which the median hides", () => {
    const slow = Array.from({ length: 1000 }, (_, index) => (index % 50 === 0 ? 11 : 1));
    expect(at(50, makeLoad(slow))).toBe(1);
    expect(at(99, makeLoad(slow))).toBe(11);
  });

  test("counts messages that were never echoed as slower than all", () => {
    const lost = makeLoad([1, 2, 3], { connections: [{ intended: 6, echoed: 3 }] });
    expect(at(40, lost)).toBe(3);
    expect(at(50, lost)).toBeNull();
    expect(at(100, lost)).toBeNull();
  });

  test("is unknown where nothing was echoed, or no load was made", () => {
    expect(at(50, makeLoad([]))).toBeNull();
    expect(at(50, makeLoad([1], { failure: "no such file" }))).toBeNull();
    expect(at(50, makeLoad([1], { label: "another" }))).toBeNull();
  });
});

describe("latency on the wire", () => {
  const figureAt = (percentile: number): Figure => {
    return { ...base, kind: "wireLatency", load: "load", percentile };
  };
  const at = (percentile: number, wire: LoadHistory["wire"]) =>
    measure(figureAt(percentile), { loads: [makeLoad([50], { wire })] });
  const samples = packWireSamples({
    arrivedNs: Float64Array.of(1e6, 2e6, 3e6),
    tookNs: Float64Array.of(3e6, 1e6, 2e6),
  });

  test("is the server's part, whatever the client measured", () => {
    const wire = { unanswered: 0, samples, failure: null };
    expect([0, 50, 100].map((percentile) => at(percentile, wire))).toEqual([1, 2, 3]);
  });

  test("counts requests that were never answered as slower than all", () => {
    const wire = { unanswered: 2, samples, failure: null };
    expect([0, 50, 75].map((percentile) => at(percentile, wire))).toEqual([1, 3, null]);
  });

  test.each([
    { wire: { unanswered: 0, samples: "", failure: "No wire." }, whyNone: "No wire." },
    { wire: null, whyNone: "Its segments were not recorded." },
  ])("is unknown, with the reason, where it was not recorded ($whyNone)", ({ wire, whyNone }) => {
    const history = makeHistory({ loads: [makeLoad([50], { wire })] });
    expect(figuresOf({ figures: [figureAt(50)] }, history)).toEqual([
      { id: "figure", unit: "ms", value: null, whyNone },
    ]);
  });
});

test("throughput counts what came back in time, in bits", () => {
  const figure: Figure = { ...base, kind: "throughput", load: "load" };
  expect(measure(figure, { loads: [makeLoad([], { bytesInTime: 1_000_000 })] })).toBe(8_000_000);
});

test("the rate counts whole messages a second", () => {
  const figure: Figure = { ...base, kind: "rate", load: "load" };
  expect(measure(figure, { loads: [makeLoad([], { bytesInTime: 104 * 7 })] })).toBe(7);
});

test("fairness is Jain's index of what each connection got", () => {
  const figure: Figure = { ...base, kind: "fairness", load: "load" };
  const connections = [4, 0].map((echoed) => ({ intended: 4, echoed }));
  expect(measure(figure, { loads: [makeLoad([], { connections })] })).toBe(0.5);
});

describe("recovery", () => {
  const figure: Figure = { ...base, kind: "recovery", load: "load" };
  // Sent at 500, 501 and 502 ms, echoed at 501, 801 and 702 ms.
  const loads = [makeLoad([1, 300, 200])];

  test("is the time from when the link was restored to the first echo after it", () => {
    const events = [
      { atMs: 50, event: "link-broken" as const },
      { atMs: 100, event: "link-restored" as const },
      { atMs: 550, event: "link-broken" as const },
      { atMs: 600, event: "link-restored" as const },
      // The driver makes sure of it when the steps have ended.
      { atMs: 5000, event: "link-restored" as const },
    ];
    expect(measure(figure, { loads, events })).toBeCloseTo(102, 9);
  });

  test("is unknown where nothing came back after it, or the link was never broken", () => {
    const broken = { atMs: 850, event: "link-broken" as const };
    const restored = { atMs: 900, event: "link-restored" as const };
    expect(measure(figure, { loads, events: [broken, restored] })).toBeNull();
    expect(measure(figure, { loads, events: [{ ...restored, atMs: 600 }] })).toBeNull();
    expect(measure(figure, { loads, events: [{ ...broken, atMs: 600 }] })).toBeNull();
    expect(measure(figure, { loads })).toBeNull();
  });
});

describe("the time of a start", () => {
  const figure = { ...base, kind: "start", load: "load" } as const;
  // Connected at 500 ms, and echoed 3 ms later.
  const loads = [makeLoad([3, 1])];
  const restarts = [
    { atMs: 10, startedAtMs: 20, readyAfterMs: 30, failure: null },
    { atMs: 400, startedAtMs: 420, readyAfterMs: 90, failure: null },
  ];

  test("is from when the command was last started until a connection and its echo", () => {
    expect(measure({ ...figure, until: "accepted" }, { loads, restarts })).toBe(80);
    expect(measure({ ...figure, until: "echoed" }, { loads, restarts })).toBe(83);
  });

  test("is unknown where it was not started again, or nothing was echoed", () => {
    expect(measure({ ...figure, until: "echoed" }, { loads })).toBeNull();
    const failed = [{ atMs: 400, readyAfterMs: 90, failure: "it exited" }];
    expect(measure({ ...figure, until: "accepted" }, { loads, restarts: failed })).toBeNull();
    const silent = [makeLoad([])];
    expect(measure({ ...figure, until: "accepted" }, { loads: silent, restarts })).toBeNull();
  });
});

describe("between two samples", () => {
  const samples = [
    {
      ...makeSample("before", { cpuWithEndedMs: 100, residentBytes: 1_000_000 }),
      connectionsMade: 1,
    },
    {
      ...makeSample("after", { cpuWithEndedMs: 600, residentBytes: 3_000_000 }),
      connectionsMade: 21,
    },
  ];
  const between = { ...base, from: "before", to: "after" };

  test("processor time is for all messages that were echoed, those of the warm-up too", () => {
    const loads = [makeLoad([1], { echoedInAll: 2_000_000, messageBytes: 500 })];
    const perMessage: Figure = { ...between, kind: "cpuPerMessage", load: "load" };
    const perByte: Figure = { ...between, kind: "cpuPerByte", load: "load" };
    expect(measure(perMessage, { loads, samples })).toBe(0.25);
    expect(measure(perByte, { loads, samples })).toBe(0.5);
  });

  test("processor time of a few ticks is unknown, with the reason", () => {
    const few = [
      makeSample("before", { cpuWithEndedMs: 100 }),
      makeSample("after", { cpuWithEndedMs: 290 }),
    ];
    const loads = [makeLoad([1], { echoedInAll: 88 })];
    const figures: Figure[] = [{ ...between, kind: "cpuPerMessage", load: "load" }];
    expect(figuresOf({ figures }, makeHistory({ loads, samples: few }))).toMatchObject([
      { value: null, whyNone: expect.stringContaining("ticks of 10 ms") },
    ]);
  });

  test("memory is at one, and for each connection between both", () => {
    expect(measure({ ...base, kind: "memory", at: "after" }, { samples })).toBe(3_000_000);
    expect(measure({ ...between, kind: "memoryPerConnection" }, { samples })).toBe(100_000);
  });

  test("memory is unknown, with the reason, where the machine cannot hold the connections", () => {
    const failure = "9 connections need as many descriptors, and the hard limit is 8";
    const loads = [makeLoad([], { label: "after", failure, isLimited: true })];
    const figures: Figure[] = [{ ...base, kind: "memory", at: "after" }];
    expect(figuresOf({ figures }, makeHistory({ loads }))).toEqual([
      { id: "figure", unit: "B", value: null, whyNone: `${failure}.` },
    ]);
  });

  test("nothing is known where the processes are hidden", () => {
    const hidden = samples.map((sample) => ({ ...sample, implementation: null }));
    expect(measure({ ...base, kind: "memory", at: "after" }, { samples: hidden })).toBeNull();
    expect(measure({ ...between, kind: "memoryPerConnection" }, { samples: hidden })).toBeNull();
  });
});

test("a scenario that measures nothing gives nothing", () => {
  expect(figuresOf({}, makeHistory())).toEqual([]);
});
