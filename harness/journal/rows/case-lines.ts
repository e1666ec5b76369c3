import type { CaseResult } from "../case-result.ts";
import { startNames } from "./columns.ts";
import { startNumberMap } from "./number-map.ts";

/** The lines that cases stand in, by what identifies a case. */
export interface CaseLines {
  /** @returns the number of an earlier line with the same case. */
  lineOf(result: CaseResult): number | undefined;
  set(result: CaseResult, line: number): void;
}

/** Numbers up to this can be joined to another below 2³² and stay exact. */
const repetitionsMax = 2 ** 20;

/**
 * A case is identified by its index in the plan, and by its scenario, implementation, network and
 * repetition. Most have one attempt: those are found by numbers, which take less memory than texts.
 */
export function startCaseLines(): CaseLines {
  const situations = startNames();
  const byIndex = startNumberMap();
  const bySituation = startNumberMap();
  const ofRetries = new Map<string, number>();
  const situationOf = ({ implementation, scenario, network, repetition }: CaseResult) =>
    situations.numberOf(`${implementation} ${scenario} ${network}`) * repetitionsMax + repetition;
  const isPlain = ({ attempt, repetition, index }: CaseResult) =>
    attempt === 1 && repetition < repetitionsMax && Number.isSafeInteger(index);
  return {
    lineOf: (result) =>
      isPlain(result)
        ? (byIndex.get(result.index) ?? bySituation.get(situationOf(result)))
        : textsOf(result)
            .map((text) => ofRetries.get(text))
            .find((line) => line !== undefined),
    set(result, line) {
      if (isPlain(result)) {
        byIndex.set(result.index, line);
        bySituation.set(situationOf(result), line);
        return;
      }
      for (const text of textsOf(result)) {
        ofRetries.set(text, line);
      }
    },
  };
}

function textsOf(result: CaseResult): readonly string[] {
  const { index, implementation, scenario, network, repetition, attempt } = result;
  return [
    `${index} ${attempt}`,
    `${implementation} ${scenario} ${network} ${repetition} ${attempt}`,
  ];
}
