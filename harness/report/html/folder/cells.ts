import type { CaseResult } from "../../../journal/case-result.ts";
import type { RunReport } from "../../run-report.ts";
import { markOf } from "../../terminal/matrix.ts";
import type { Entry } from "../entry.ts";

/** The cases of one cell of a matrix, or a part of them. */
export interface Cell {
  /** Unique, and the end of its address: the number of its file, and its own. */
  readonly id: string;
  readonly entries: readonly Entry[];
  /** Which of the cell's parts it is, from 1, and how many there are. */
  readonly part: number;
  readonly parts: number;
}

/** Cells whose details lie in one file, and are loaded together. */
export interface CellFile {
  readonly number: number;
  readonly cells: readonly Cell[];
}

/** With these a file has half a megabyte, and a million cases take hundreds of files. */
const casesInFile = 2000;

/** Cases of one network by implementation and scenario, in files of about the same size. */
export function filesOf(entries: readonly Entry[], firstNumber: number): readonly CellFile[] {
  const files: Cell[][] = [];
  let room = 0;
  for (const own of Map.groupBy(entries, ({ result }) => result.implementation).values()) {
    // Files are of one implementation: who looks at one of its cells looks at others.
    room = 0;
    for (const cell of Map.groupBy(own, ({ result }) => result.scenario).values()) {
      const parts = Math.ceil(cell.length / casesInFile);
      for (let part = 1; part <= parts; part += 1) {
        const within = cell.slice((part - 1) * casesInFile, part * casesInFile);
        if (within.length > room) {
          files.push([]);
          room = casesInFile;
        }
        const file = files.at(-1) ?? [];
        const id = `${firstNumber + files.length - 1}-${file.length}`;
        file.push({ id, entries: within, part, parts });
        room -= within.length;
      }
    }
  }
  return files.map((cells, index) => ({ number: firstNumber + index, cells }));
}

export function entryOf(
  result: CaseResult,
  position: number,
  baseline: RunReport["baseline"],
): Entry {
  return { result, position, mark: markOf(result, baseline), counts: true, inFull: true };
}
