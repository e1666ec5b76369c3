import type { History } from "../../../history/history.ts";
import { readSamples } from "../../../history/load-samples.ts";
import type { CaseResult } from "../../../journal/case-result.ts";
import { median } from "../../../statistics/quantile.ts";
import { type Strip, strips } from "../../pictures/chart/strips.ts";
import { formatSpan } from "../../pictures/units.ts";
import { countedCases, type MeasuredOn } from "./measured-case.ts";

const binMs = 50;
/** Of time before the link is dark, and after the last implementation came back. */
const marginMs = 500;

/** Echoes over time through a dark link, a strip for each implementation. */
export function recoveryPlots(measured: MeasuredOn): readonly string[] {
  return (measured.scenario.figures ?? []).flatMap((figure) =>
    figure.kind === "recovery" ? recoveryPlot(measured, figure) : [],
  );
}

function recoveryPlot(
  measured: MeasuredOn,
  { id, load }: { readonly id: string; readonly load: string },
): readonly string[] {
  const courses = measured.implementations.flatMap((name) => {
    const recovered = countedCases(measured, name).flatMap((result) => {
      const value = result.figures?.find((figure) => figure.id === id)?.value;
      return typeof value === "number" ? [{ result, recoveryMs: value }] : [];
    });
    const chosen = medianOf(recovered);
    const course = chosen === undefined ? null : courseOf(measured.historyOf(chosen.result), load);
    return course === null ? [] : [{ name, recovered, ...course }];
  });
  const darkUntil = Math.max(...courses.map(({ darkMs }) => darkMs));
  if (courses.length === 0) {
    return [];
  }
  const slowest = Math.max(
    ...courses.flatMap(({ recovered }) => recovered.map((r) => r.recoveryMs)),
  );
  const until = Math.ceil((darkUntil + slowest + marginMs) / 250) * 250;
  return [
    strips({
      title: `Echoes through a dark link, ${measured.scenario.id} on ${measured.network}`,
      subtitle: `Echoes per ${binMs} ms, log scale, in the repetition whose recovery is the median.`,
      xLabel: "s since the link went dark",
      from: -marginMs,
      until,
      binMs,
      shaded: { from: 0, until: darkUntil, label: "link dark" },
      strips: courses.map(
        ({ name, recovered, echoesMs }): Strip => ({
          name,
          note: formatRecovery(recovered.map(({ recoveryMs }) => recoveryMs)),
          counts: countPerBin(echoesMs, { from: -marginMs, until }),
        }),
      ),
    }),
  ];
}

interface Recovered {
  readonly result: CaseResult;
  readonly recoveryMs: number;
}

/** @returns the one in the middle; of an even number, the earlier of the two. */
function medianOf(recovered: readonly Recovered[]): Recovered | undefined {
  const sorted = recovered.toSorted((a, b) => a.recoveryMs - b.recoveryMs);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** @returns times of echoes in ms since the link went dark; null where it never did. */
function courseOf(history: History | null, label: string) {
  const load = history?.loads.find((played) => played.label === label);
  const fault = history?.linkFaults[0];
  if (load === undefined || fault === undefined) {
    return null;
  }
  const { echoedNs } = readSamples(load.samples);
  return {
    darkMs: fault.untilMs - fault.atMs,
    echoesMs: echoedNs.map((ns) => load.startedAtMs + ns / 1e6 - fault.atMs),
  };
}

export function countPerBin(
  timesMs: Iterable<number>,
  { from, until }: { readonly from: number; readonly until: number },
): readonly number[] {
  const counts = Array.from({ length: Math.ceil((until - from) / binMs) }, () => 0);
  for (const time of timesMs) {
    const bin = Math.floor((time - from) / binMs);
    if (bin >= 0 && bin < counts.length) {
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  return counts;
}

function formatRecovery(values: readonly number[]): string {
  return `back after ${formatSpan(median(values))}`;
}
