import type { CheckResult } from "../../verdict/verdict.ts";
import type { CaseResult } from "../case-result.ts";
import { type Column, startColumn, startNames } from "./columns.ts";

/** Where a case's line is in its journal. */
export interface LinePlace {
  /** In bytes. */
  readonly offset: number;
  readonly length: number;
  /** From 1. */
  readonly line: number;
}

/** Keys whose values are numbers, and those whose values are words that many cases share. */
type NumberKey =
  | "index"
  | "repetition"
  | "attempt"
  | "seed"
  | "durationMs"
  | "demandedWaitMs"
  | "processorMs";
type NameKey =
  | "implementation"
  | "scenario"
  | "network"
  | "lab"
  | "kernel"
  | "congestionControl"
  | "verdict";

const nameKeys = [
  "implementation",
  "scenario",
  "network",
  "lab",
  "kernel",
  "congestionControl",
  "verdict",
] as const satisfies readonly NameKey[];

/** Keys that most lines lack, or have null under, in the order of their bits. */
const rareKeys = [
  "transport",
  "reason",
  "fate",
  "isYardstick",
  "figures",
  "disturbed",
  "history",
  "evidence",
  "virtual",
  "socketOptions",
  "digest",
] as const satisfies readonly (keyof CaseResult)[];

export type RareKey = (typeof rareKeys)[number];
export type LightCheck = Pick<CheckResult, "id" | "level" | "status">;

/** The cases of a journal that is too large for memory: a row for each, with what is short of it. */
export interface CaseTable {
  /** @returns its row, from 0. */
  add(result: CaseResult, place: LinePlace): number;
  numberAt(key: NumberKey, row: number): number;
  nameAt<K extends NameKey>(key: K, row: number): CaseResult[K];
  sessionAt(row: number): number | null;
  isUnclaimed(row: number): boolean;
  checksAt(row: number): readonly LightCheck[];
  /** Whether the line has a value under that key, rather than null or nothing. */
  has(row: number, key: RareKey): boolean;
  /** The case as its line has it, which is read again; the last one is kept. */
  wholeAt(row: number): CaseResult;
}

/** @param readAgain reads a line of the journal that has been found valid. */
export function startCaseTable(readAgain: (place: LinePlace) => CaseResult): CaseTable {
  const names = startNames();
  const patterns = startCheckPatterns();
  const numbers: Readonly<Record<NumberKey, Column>> = {
    index: startColumn(),
    repetition: startColumn(),
    attempt: startColumn(),
    seed: startColumn(),
    durationMs: startColumn(),
    demandedWaitMs: startColumn(),
    processorMs: startColumn(),
  };
  const named = Object.fromEntries(nameKeys.map((key) => [key, startColumn()])) as Readonly<
    Record<NameKey, Column>
  >;
  /** One more than its number; 0 for none. */
  const session = startColumn();
  const unclaimed = startColumn();
  const pattern = startColumn();
  const rare = startColumn();
  const place = {
    offset: startColumn(),
    length: startColumn(),
    line: startColumn(),
  };
  let last: { readonly row: number; readonly whole: CaseResult } | null = null;
  return {
    add(result, at) {
      for (const key of Object.keys(numbers) as NumberKey[]) {
        numbers[key].push(result[key]);
      }
      for (const key of nameKeys) {
        named[key].push(names.numberOf(result[key]));
      }
      session.push(result.session === null ? 0 : result.session + 1);
      unclaimed.push(Number(result.unclaimed));
      pattern.push(patterns.numberOf(result.checks));
      rare.push(rareBits(result));
      place.offset.push(at.offset);
      place.length.push(at.length);
      place.line.push(at.line);
      return pattern.length - 1;
    },
    numberAt: (key, row) => numbers[key].at(row),
    nameAt: <K extends NameKey>(key: K, row: number) =>
      names.nameOf(named[key].at(row)) as CaseResult[K],
    sessionAt: (row) => (session.at(row) === 0 ? null : session.at(row) - 1),
    isUnclaimed: (row) => unclaimed.at(row) === 1,
    checksAt: (row) => patterns.checksOf(pattern.at(row)),
    has: (row, key) => (rare.at(row) & (1 << rareKeys.indexOf(key))) !== 0,
    wholeAt(row) {
      if (last?.row !== row) {
        const [offset, length] = [place.offset.at(row), place.length.at(row)];
        last = { row, whole: readAgain({ offset, length, line: place.line.at(row) }) };
      }
      return last.whole;
    },
  };
}

function rareBits(result: CaseResult): number {
  return rareKeys.reduce((bits, key, bit) => {
    const isThere = result[key] !== undefined && (result[key] !== null || key === "digest");
    return isThere ? bits | (1 << bit) : bits;
  }, 0);
}

/** Which checks there are, and how they ended: most cases of a scenario have that in common. */
function startCheckPatterns() {
  const known = startNames();
  const patterns: (readonly LightCheck[])[] = [];
  return {
    numberOf(checks: readonly LightCheck[]): number {
      const key = checks.map(({ id, level, status }) => `${id}\n${level}\n${status}`).join("\n\n");
      const number = known.numberOf(key);
      patterns[number] ??= checks.map(({ id, level, status }) => ({ id, level, status }));
      return number;
    },
    checksOf: (number: number): readonly LightCheck[] => patterns[number] ?? [],
  };
}
