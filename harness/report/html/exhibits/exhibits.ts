import type { CaseFiles } from "../../../journal/case-files.ts";
import type { RunReport } from "../../run-report.ts";
import { byAttention, type Entry } from "../entry.ts";
import { type Child, html, type Markup, render, trusted } from "../markup.ts";
import { countersPart, filesPart } from "./kernel.ts";
import { pictures } from "./pictures.ts";
import { processPart } from "./process.ts";
import { statesPart } from "./states.ts";
import { timeline } from "./timeline.ts";

/** How much of the page pictures and timelines may take: it must still open instantly. */
export interface ExhibitBudget {
  readonly casesMax: number;
  /** Characters of HTML, over all cases. */
  readonly charactersMax: number;
}

export const defaultBudget: ExhibitBudget = { casesMax: 100, charactersMax: 5_000_000 };

export interface Exhibits {
  /** The exhibits of each case that has a section, by position. */
  readonly ofCase: ReadonlyMap<number, Markup>;
  /** Cases whose exhibits were left out. */
  readonly leftOut: number;
}

/** Renders pictures, timeline and output of cases, most important first, while there is room. */
export function makeExhibits(
  report: RunReport,
  entries: readonly Entry[],
  { sources, budget }: { readonly sources: CaseFiles; readonly budget: ExhibitBudget },
): Exhibits {
  const ofCase = new Map<number, Markup>();
  const exhibits = startExhibits(report, { sources, budget });
  for (const { inFull, result, position } of byAttention(entries)) {
    if (inFull) {
      ofCase.set(position, exhibits.of(result));
    }
  }
  return { ofCase, leftOut: exhibits.leftOut() };
}

/** Renders exhibits one by one, while there is room. */
export function startExhibits(
  report: RunReport,
  { sources, budget }: { readonly sources: CaseFiles; readonly budget: ExhibitBudget },
): { readonly of: (result: Entry["result"]) => Markup; readonly leftOut: () => number } {
  let characters = 0;
  let shown = 0;
  let leftOut = 0;
  return {
    leftOut: () => leftOut,
    of(result) {
      const hasRoom = shown < budget.casesMax && characters < budget.charactersMax;
      const text = hasRoom ? render(exhibitsOf(result, report, sources)) : null;
      if (text === null || characters + text.length > budget.charactersMax) {
        leftOut += 1;
        return leftOutNote(result.history);
      }
      shown += 1;
      characters += text.length;
      return trusted(text);
    },
  };
}

function exhibitsOf(result: Entry["result"], report: RunReport, sources: CaseFiles): Child {
  const history = result.history === null ? null : sources.history(result);
  if (history === null) {
    return html`<p class="hint">${result.history === null ? "Nothing was run, so there is no history." : `Its history, ${result.history}, cannot be read.`}</p>`;
  }
  const evidence = result.evidence === null ? null : sources.evidence(result);
  const scenario = report.scenarios.get(result.scenario);
  const breaks = result.checks.flatMap(({ status, brokeAtMs, id }) =>
    status === "fail" && brokeAtMs !== null ? [{ atMs: brokeAtMs, check: id }] : [],
  );
  return [
    pictures({ result, history, evidence, scenario }, sources.file),
    statesPart(history, evidence),
    timeline(history, breaks),
    processPart(history, result.fate),
    countersPart(history),
    filesPart(evidence),
  ];
}

function leftOutNote(history: string | null): Markup {
  return html`<p class="left-out">Its ladder, plots, timeline and output are left out to keep this page small. ${
    history === null ? null : html`The history is in <code>${history}</code>.`
  }</p>`;
}
