import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { caseFilesOf } from "../../journal/case-files.ts";
import { cellsFolder, folderReport } from "../../report/html/folder/folder-report.ts";
import type { RunReport } from "../../report/run-report.ts";
import { writeReport } from "./files.ts";

/**
 * Writes the HTML report as a page with files beside it.
 *
 * @returns how many files it has.
 */
export function writeHtmlFolder(report: RunReport, folder: string): number {
  removeCells(join(folder, cellsFolder));
  let count = 0;
  for (const { path, text } of folderReport(report, caseFilesOf(report.run.folder))) {
    writeReport(join(folder, path), text);
    count += 1;
  }
  return count;
}

/** An earlier report may have had more of them. */
function removeCells(folder: string): void {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  for (const name of names.filter((each) => /^(?:matrix-)?\d+\.js$/.test(each))) {
    rmSync(join(folder, name));
  }
}
