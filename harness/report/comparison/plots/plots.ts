import type { CaseFiles } from "../../../journal/case-files.ts";
import { roundTripMs } from "../../../network/network.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import type { RunReport } from "../../run-report.ts";
import type { Comparison } from "../compare.ts";
import { bufferPlots } from "./buffers.ts";
import { latencyPlots } from "./latency.ts";
import { lossPercent } from "./link-limit.ts";
import { loadStep } from "./load-step.ts";
import type { MeasuredOn } from "./measured-case.ts";
import { memoryPlots } from "./memory.ts";
import { lossPlots, type OnNetwork, roundTripPlot } from "./networks.ts";
import { recoveryPlots } from "./recovery.ts";

/** What a measured run is drawn from. */
export interface DrawnRun {
  readonly run: RunReport["run"];
  readonly comparisons: readonly Comparison[];
  readonly sources: CaseFiles;
}

/** @returns SVGs of one measurement on one network. */
export function plotsOn(
  scenario: Scenario,
  network: string,
  { run, comparisons, sources }: DrawnRun,
): readonly string[] {
  const measured: MeasuredOn = {
    scenario,
    network,
    link: run.header.networks.find(({ name }) => name === network),
    implementations: implementationsOf(run),
    comparisons: comparisons.filter(
      (each) => each.scenario.id === scenario.id && each.network === network,
    ),
    cases: run.cases.filter(
      (result) => result.scenario === scenario.id && result.network === network,
    ),
    historyOf: sources.history,
  };
  return [latencyPlots, bufferPlots, memoryPlots, recoveryPlots].flatMap((plots) =>
    plots(measured),
  );
}

/** @returns SVGs of one measurement over all networks of a run. */
export function plotsOverNetworks(
  scenario: Scenario,
  { run, comparisons }: DrawnRun,
): readonly string[] {
  const implementations = implementationsOf(run);
  const throughputs = (scenario.figures ?? []).filter(
    (figure) =>
      figure.kind === "throughput" &&
      loadStep(scenario, figure.load)?.receiveBufferBytes === undefined,
  );
  return throughputs.flatMap((figure) => {
    const measured = comparisons
      .filter((each) => each.scenario.id === scenario.id && each.figure.id === figure.id)
      .filter(({ standings }) => standings.length > 0)
      .flatMap((comparison): readonly OnNetwork[] => {
        const link = run.header.networks.find(({ name }) => name === comparison.network);
        return link === undefined
          ? []
          : [{ comparison, link, roundTripMs: roundTripOn(link, comparisons) }];
      });
    const onNetworks = { implementations, measured };
    const roundTrips = roundTripPlot(onNetworks);
    return [...(roundTrips === null ? [] : [roundTrips]), ...lossPlots(onNetworks)];
  });
}

/** In the order of the header, which is the order of colours, dashes and markers. */
function implementationsOf({ header }: RunReport["run"]): readonly string[] {
  return header.implementations.map(({ name }) => name);
}

/** A link without delay has no place on a log axis but the least median latency measured on it. */
function roundTripOn(
  link: OnNetwork["link"],
  comparisons: readonly Comparison[],
): OnNetwork["roundTripMs"] {
  const configured = roundTripMs(link);
  if (configured > 0) {
    return configured;
  }
  const medians = comparisons
    .filter(({ network, figure }) => {
      const isMedian = figure.kind === "latency" && figure.percentile === 50;
      return network === link.name && isMedian;
    })
    .flatMap(({ standings }) => standings.map((standing) => standing.median));
  return medians.length === 0 || lossPercent(link) > 0 ? null : Math.min(...medians);
}
