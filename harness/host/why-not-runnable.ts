import { closeSync, openSync, readSync, statSync } from "node:fs";
import { basename, delimiter, resolve } from "node:path";
import { findProgram } from "./find-program.ts";

/** The folders to search for a program. */
export interface ProgramSearch {
  /** Base of relative paths. */
  readonly folder: string;
  /** The environment's PATH. */
  readonly path: string;
}

/**
 * Explains why a program cannot be started.
 *
 * @returns what was found instead and what to do, as in `found none on PATH.`; null for one that can.
 */
export function whyNotRunnable(program: string, { folder, path }: ProgramSearch): string | null {
  const found = findProgram(program, folder, path);
  if (found === null) {
    return describeMissing(program, { folder, path });
  }
  const why = whyInterpreterMissing(readFirstLine(found), { folder, path });
  return why === null ? null : `found ${found}, ${why}`;
}

function describeMissing(program: string, { folder, path }: ProgramSearch): string {
  if (program === "") {
    return "found an empty word.";
  }
  const isPath = program.includes("/");
  const inFolder = resolve(folder, program);
  const candidates = isPath ? [inFolder] : onPath(program, { folder, path });
  const present = candidates.find((candidate) => {
    const kind = kindOf(candidate);
    return kind === "file" || (kind === "folder" && isPath);
  });
  if (present !== undefined) {
    return describePresent(present);
  }
  if (!isPath && kindOf(inFolder) === "file") {
    return `found none on PATH. For the one in ${folder}, write ./${program}.`;
  }
  return isPath ? `found none in ${folder}.` : "found none on PATH.";
}

function onPath(program: string, { folder, path }: ProgramSearch): readonly string[] {
  return path.split(delimiter).map((entry) => resolve(folder, entry, program));
}

function describePresent(file: string): string {
  if (kindOf(file) === "folder") {
    return `found the folder ${file}. Name the program in it.`;
  }
  const interpreter = interpreterByEnding(file);
  const instead = interpreter === null ? "" : `, or start it with ${interpreter} ${basename(file)}`;
  return `found ${file}, which is not executable. Run chmod +x ${file}${instead}.`;
}

function kindOf(path: string): "file" | "folder" | "missing" {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    return "missing";
  }
  return found.isDirectory() ? "folder" : "file";
}

const interpreters: Readonly<Record<string, string>> = {
  js: "node",
  cjs: "node",
  mjs: "node",
  ts: "node",
  jar: "java -jar",
  lua: "lua",
  php: "php",
  pl: "perl",
  py: "python3",
  rb: "ruby",
  sh: "sh",
};

function interpreterByEnding(file: string): string | null {
  return interpreters[/\.(\w+)$/.exec(file)?.[1] ?? ""] ?? null;
}

/** More of a first line is not read by Linux either. */
const firstLineMax = 256;

/** @returns the first line, or nothing of a program that may be run and not read. */
function readFirstLine(file: string): string {
  const bytes = Buffer.alloc(firstLineMax);
  try {
    const descriptor = openSync(file, "r");
    try {
      const length = readSync(descriptor, bytes);
      return bytes.toString("latin1", 0, length).split("\n")[0] ?? "";
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return "";
  }
}

/** The kernel reports a script whose interpreter is missing as if the script were. */
function whyInterpreterMissing(firstLine: string, search: ProgramSearch): string | null {
  if (!firstLine.startsWith("#!")) {
    return null;
  }
  if (firstLine.endsWith("\r")) {
    return "whose first line ends with a carriage return. Save it with Unix line ends.";
  }
  const [interpreter = "", ...words] = firstLine.slice(2).trim().split(/\s+/);
  if (findProgram(resolve(search.folder, interpreter), search.folder, search.path) === null) {
    return `whose first line names the interpreter ${interpreter}, which does not exist.`;
  }
  const program = words.find((word) => !word.startsWith("-") && !word.includes("="));
  if (basename(interpreter) !== "env" || program === undefined) {
    return null;
  }
  return findProgram(program, search.folder, search.path) === null
    ? `whose first line names the interpreter ${program}, which is not on PATH.`
    : null;
}
