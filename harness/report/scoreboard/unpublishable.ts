import type { StoredRun } from "../../journal/read-run.ts";

/**
 * @returns why a run is not a complete scoreboard, one sentence each: it was interrupted,
 * it left something out on request, or something in it does not count.
 */
export function unpublishableReasons(run: StoredRun): readonly string[] {
  return [...cutOff(run), ...filtered(run), ...withoutCounting(run)];
}

/**
 * As {@link unpublishableReasons}. What to measure is a choice, and the page lists every repetition that
 * does not count.
 */
export function unpublishableMeasurements(run: StoredRun): readonly string[] {
  return cutOff(run);
}

function cutOff(run: StoredRun): readonly string[] {
  const { runId, plan } = run.header;
  if (run.interrupted || run.wallMs === null) {
    return [`Run ${runId} was interrupted: finish it with sockspec run --resume ${run.folder}.`];
  }
  const ran = new Set(run.cases.map(({ index }) => index)).size;
  return plan === undefined || ran >= plan.cases
    ? []
    : [`Run ${runId} ended after ${ran} of ${plan.cases} cases: run it without --bail.`];
}

/** Options of `sockspec run` that leave scenarios out, or add private ones. */
const filters: readonly (readonly [string, string])[] = [
  ["scenario", "--scenario"],
  ["exclude", "--exclude"],
  ["lastFailed", "--last-failed"],
  ["scenarios", "--scenarios"],
];

function filtered({ header }: StoredRun): readonly string[] {
  const { runId, asked } = header;
  if (asked === undefined) {
    return [
      `Run ${runId} does not record which scenarios were selected, as older runs do not: run it again.`,
    ];
  }
  const { profile } = asked.options;
  return [
    ...filters
      .filter(([name]) => asked.options[name] !== undefined)
      .map(([, flag]) => `Run ${runId} was filtered with ${flag}: run it without.`),
    ...(profile === "quick" ? [`Run ${runId} has the profile quick: run it without.`] : []),
  ];
}

function withoutCounting(run: StoredRun): readonly string[] {
  const { runId } = run.header;
  const broken = run.sessions.filter((session) => session.broken !== null);
  const unproven = run.sessions.filter(({ proof }) => proof !== null && proof.unproven !== null);
  const problem = (sessions: readonly number[], why: string) =>
    sessions.length === 0
      ? []
      : [`Run ${runId}: ${why} (lab session ${sessions.join(", ")}). Run it again.`];
  return [
    ...problem(
      broken.map(({ session }) => session),
      "control cases misbehaved, so the cases beside them do not count",
    ),
    ...problem(
      unproven.map(({ session }) => session),
      "a link could not be proved to match its network",
    ),
  ];
}
