import type { History, HistoryEvent, ProcessOutcome, Sample } from "../../../history/history.ts";
import { formatBytes } from "../../../verdict/text.ts";
import type { Note } from "./notes.ts";

/** Signals to the implementation's process, its resource usage, and its end. */
export function processNotes(history: History): readonly Note[] {
  const notes = [
    ...history.events.flatMap(eventNotes),
    ...history.samples.map((sample) => note(sample.atMs, sampleLabel(sample))),
    ...restartNotes(history),
    ...endNotes(history),
  ];
  return notes.toSorted((a, b) => a.atMs - b.atMs);
}

function note(atMs: number, text: string, isBad = false): Note {
  return { atMs, untilMs: null, lane: "process", text, isBad, member: null };
}

function eventNotes({ event, atMs, detail }: HistoryEvent): readonly Note[] {
  const which = detail === undefined ? "" : ` ${detail}`;
  switch (event) {
    case "signalled":
      return [note(atMs, `gets${which}`)];
    case "upstream-signalled":
      return [note(atMs, `its upstream gets${which}`)];
    case "upstream-restarted":
      return [note(atMs, "its upstream listens again")];
    case "second-started":
      return [note(atMs, "a second one starts")];
    case "client-started":
      return [note(atMs, `starts:${which}`)];
    case "implementation-exited":
      return [note(atMs, `has ended${which === "" ? "" : `:${which}`}`, true)];
    default:
      return [];
  }
}

function sampleLabel({ label, implementation, sockets }: Sample): string {
  const used =
    implementation === null
      ? []
      : [formatBytes(implementation.residentBytes), `${implementation.descriptors} descriptors`];
  const states =
    sockets === null
      ? []
      : Object.entries(sockets)
          .filter(([state, count]) => state !== "LISTEN" && count > 0)
          .map(([state, count]) => `${count} ${state}`);
  return `${label}: ${[...used, ...states].join(", ") || "not visible"}`;
}

function restartNotes({ restarts }: History): readonly Note[] {
  return restarts.flatMap(({ atMs, readyAfterMs, failure }) =>
    failure === null
      ? [note(atMs, "is restarted"), note(atMs + readyAfterMs, "listens again")]
      : [note(atMs, `restart failed: ${failure}`, true)],
  );
}

function endNotes({ process }: History): readonly Note[] {
  if (process === null) {
    return [];
  }
  const { atEnd, stop } = process;
  return stop === null
    ? outcomeNotes(atEnd, "", true)
    : outcomeNotes(stop.outcome, ` after ${stop.signals.join(" and ")}`, false);
}

/** @param isUnasked whether it ended during the test, which is an error unless its status is 0. */
function outcomeNotes(outcome: ProcessOutcome, why: string, isUnasked: boolean): readonly Note[] {
  switch (outcome.state) {
    case "running":
      return [];
    case "exited":
      return [
        note(outcome.atMs, `exits with ${outcome.status}${why}`, isUnasked && outcome.status !== 0),
      ];
    case "killed":
      return [
        note(
          outcome.atMs,
          `killed by ${outcome.signal}${outcome.outOfMemory === true ? ", out of memory" : ""}${why}`,
          isUnasked,
        ),
      ];
  }
}
