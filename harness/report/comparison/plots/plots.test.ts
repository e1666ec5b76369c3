import { describe, expect, test } from "vitest";
import { blackhole } from "../../../../scenarios/measurements/blackhole.ts";
import { bulk } from "../../../../scenarios/measurements/bulk.ts";
import { measurements } from "../../../../scenarios/measurements/catalogue.ts";
import { connections } from "../../../../scenarios/measurements/connections.ts";
import { pingPong } from "../../../../scenarios/measurements/ping-pong.ts";
import { windows } from "../../../../scenarios/measurements/windows.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import { makeMeasuredReport, measuredSources } from "../fixtures/measured-report.ts";
import { compareRun } from "../measured-run.ts";
import { type DrawnRun, plotsOn, plotsOverNetworks } from "./plots.ts";
import { countPerBin } from "./recovery.ts";

function draw(scenarios: readonly Scenario[], networks: readonly string[]): DrawnRun {
  const report = makeMeasuredReport(scenarios, networks);
  return { run: report.run, comparisons: compareRun(report), sources: measuredSources };
}

/** Whatever a browser would show as text, in the order of the drawing. */
function textsOf(svg: string): readonly string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text = ""]) => text);
}

const titlesOf = (drawings: readonly string[]) => drawings.map((svg) => textsOf(svg)[0]);

describe("on one network", () => {
  test("latency has a line for each implementation, down to its rarest message", () => {
    const [svg = ""] = plotsOn(pingPong, "clean", draw([pingPong], ["clean"]));
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["p50", "p90", "p99", "p99.9"]));
    expect(textsOf(svg)).not.toContain("p99.99");
    expect(textsOf(svg).slice(-3)).toEqual(["deno", "node", "cpp"]);
  });

  test("throughput against buffers has the rate and bandwidth × delay of a link that has them", () => {
    const drawn = draw([windows], ["lte", "clean"]);
    const [lte = ""] = plotsOn(windows, "lte", drawn);
    const [clean = ""] = plotsOn(windows, "clean", drawn);
    const theory = ["rate of the link", "buffer / round trip", "bandwidth × delay, 51.3 KiB"];
    expect(textsOf(lte)).toEqual(expect.arrayContaining([...theory, "16 KiB", "1 MiB"]));
    expect(textsOf(clean).filter((text) => theory.includes(text))).toEqual([]);
  });

  test("memory has the connections that its steps make", () => {
    const [svg = ""] = plotsOn(connections, "clean", draw([connections], ["clean"]));
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining(["1", "100", "1,000", "10,000", "connections"]),
    );
  });

  test("a dark link has a strip for each implementation, with its recovery", () => {
    const [svg = ""] = plotsOn(blackhole, "clean", draw([blackhole], ["clean"]));
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["link dark", "cpp", "node", "deno"]));
    expect(textsOf(svg)).toContain("back after 2.06 ms");
  });

  test("a history that cannot be read leaves its plot out", () => {
    const drawn = draw([pingPong, blackhole], ["clean"]);
    const without = { ...drawn, sources: { ...measuredSources, history: () => null } };
    expect(plotsOn(pingPong, "clean", without)).toEqual([]);
    expect(plotsOn(blackhole, "clean", without)).toEqual([]);
  });
});

describe("over networks", () => {
  test("throughput stands against round trips where these differ", () => {
    const [svg = ""] = plotsOverNetworks(bulk, draw([bulk], ["lte", "geo"]));
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining(["lte, 35 ms", "geo, 600 ms", "limit of the link"]),
    );
    expect(plotsOverNetworks(bulk, draw([bulk], ["lte"]))).toEqual([]);
  });

  test("what is kept on its way for each round trip is drawn where it limits", () => {
    const [svg = ""] = plotsOverNetworks(bulk, draw([bulk], ["rtt=5000ms", "rtt=9000ms"]));
    expect(textsOf(svg)).toContain("1 MiB / round trip");
    expect(textsOf(svg)).not.toContain("limit of the link");
  });

  test("a link without delay stands at its measured latency, where that is known", () => {
    const [svg = ""] = plotsOverNetworks(bulk, draw([bulk, pingPong], ["clean", "geo"]));
    expect(textsOf(svg)).toContain("clean, 1.03 ms");
    expect(plotsOverNetworks(bulk, draw([bulk], ["clean", "geo"]))).toEqual([]);
  });

  test("throughput stands against loss where networks of one round trip differ in it", () => {
    const links = ["rtt=40ms loss=1%", "rtt=40ms loss=0.1%", "rtt=80ms loss=1%"];
    const titles = titlesOf(plotsOverNetworks(bulk, draw([bulk], links)));
    expect(titles).toEqual([
      "Throughput against round trips, throughput/bulk",
      "Throughput against loss at 40 ms, throughput/bulk",
    ]);
  });

  test("buffers, which have a plot of their own on each network, have none", () => {
    expect(plotsOverNetworks(windows, draw([windows], ["lte", "geo"]))).toEqual([]);
  });
});

test("every drawing of every measurement is well-formed, with a name and a description", () => {
  const drawn = draw(measurements, ["lte"]);
  const drawings = measurements.flatMap((scenario) => plotsOn(scenario, "lte", drawn));
  expect(drawings).toHaveLength(6);
  for (const svg of drawings) {
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*><title>[^<]+<\/title><desc>[^<]+<\/desc>/);
  }
});

test("times are counted in bins of 50 ms, without those outside", () => {
  expect(countPerBin([-1, 0, 49.9, 50, 199, 200], { from: 0, until: 200 })).toEqual([2, 1, 0, 1]);
});
