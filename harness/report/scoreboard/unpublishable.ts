import type { StoredRun } from "../../journal/read-run.ts";

/**
 * @returns why a run is not the whole of what a scoreboard shows, a sentence each: it was cut off,
 * it was told to leave something out, or something in it does not count.
 */
export function unpublishableReasons(run: StoredRun): readonly string[] {
  return [...cutOff(run), ...filtered(run), ...withoutCounting(run)];
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

/** Options of `sockspec run` that leave scenarios out, or add what nobody else has. */
const filters: readonly (readonly [string, string])[] = [
  ["scenario", "--scenario"],
  ["lastFailed", "--last-failed"],
  ["scenarios", "--scenarios"],
];

function filtered({ header }: StoredRun): readonly string[] {
  const { runId, asked } = header;
  if (asked === undefined) {
    return [
      `Run ${runId} does not say which scenarios it was asked for, as runs of before do not: run it again.`,
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
  const broken = run.sessions.filter((one) => one.broken !== null);
  const unproven = run.sessions.filter(({ proof }) => proof !== null && proof.unproven !== null);
  const told = (sessions: readonly number[], why: string) =>
    sessions.length === 0
      ? []
      : [`Run ${runId}: ${why} (lab session ${sessions.join(", ")}). Run it again.`];
  return [
    ...told(
      broken.map(({ session }) => session),
      "control cases misbehaved, so that nothing counts that ran beside them",
    ),
    ...told(
      unproven.map(({ session }) => session),
      "a link was not proved to be what it is called",
    ),
  ];
}
