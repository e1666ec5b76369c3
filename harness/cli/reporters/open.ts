import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { findProgram } from "../../host/find-program.ts";
import type { RunReport } from "../../report/run-report.ts";
import { isFolderRequest } from "./files.ts";
import type { ReporterRequests } from "./requests.ts";
import { casesInOnePageMax, writeFormat } from "./write-format.ts";

/**
 * Opens the HTML report in a browser: the one that was asked for, or one in the run's folder, which is written
 * first. Where no browser can be started, standard error says what to open.
 */
export async function openReport(report: RunReport, { files }: ReporterRequests): Promise<void> {
  const asked = files.find(({ name }) => name === "html")?.path;
  const folder = join(report.run.folder, "report");
  const isLarge = report.run.cases.length > casesInOnePageMax;
  const wanted = asked ?? (isLarge ? `${folder}/` : `${folder}.html`);
  const isFolder = isFolderRequest({ name: "html", path: wanted });
  if (asked === undefined) {
    await writeFormat("html", report, wanted);
  }
  const path = isFolder ? join(wanted, "index.html") : wanted;
  const url = pathToFileURL(resolve(path)).href;
  const browser = findBrowser();
  if (browser === null || !(await starts(browser, url))) {
    console.error(`sockspec: no browser could be started; open ${url}`);
  }
}

/** Programs that open what they are given as the user prefers: on WSL, on Linux and on macOS. */
const openers = ["wslview", "xdg-open", "open"];

function findBrowser(): string | null {
  const { BROWSER, PATH = "" } = process.env;
  const programs = BROWSER === undefined || BROWSER === "" ? openers : [BROWSER];
  const found = programs.map((program) => findProgram(program, ".", PATH));
  return found.find((program) => program !== null) ?? null;
}

async function starts(program: string, url: string): Promise<boolean> {
  const child = spawn(program, [url], { stdio: "ignore", detached: true });
  try {
    await once(child, "spawn");
  } catch {
    return false;
  }
  child.unref();
  return true;
}
