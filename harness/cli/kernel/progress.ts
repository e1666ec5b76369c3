import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { shorten } from "../../report/terminal/fit.ts";
import type { Screen } from "../reporters/screen.ts";

/** Reports how far a build is. Disposing of it erases what is transient. */
export interface BuildProgress extends Disposable {
  /** A step that starts, in a few words. */
  step(words: string): void;
  /** A line that make printed. */
  made(line: string): void;
}

/** What kbuild prints for a file that it makes, as in `  CC      kernel/fork.o`. */
const madeLine = /^ {2}(?:CC|AS|AR|LD)(?: \[M\])? +(\S+)/;

/** Objects of Linux 6.12.117 with the project's configuration, archives included. */
const usualObjects = 1490;

/** Without a terminal, a line each time that this many more per cent are done. */
const plainEvery = 10;

interface ProgressOptions {
  readonly screen: Screen;
  readonly write: (text: string) => void;
  /** Objects that an earlier call has made. */
  readonly before: number;
}

export function startBuildProgress({ screen, write, before }: ProgressOptions): BuildProgress {
  let made = before;
  let printed = Math.floor(percentOf(before) / plainEvery) * plainEvery;
  const clear = "\r\u001b[2K";
  const inPlace = screen.rewritesLines;
  return {
    step: (words) => write(`${inPlace ? clear : ""}${words}\n`),
    made(line) {
      const [, file] = madeLine.exec(line) ?? [];
      if (file === undefined) {
        return;
      }
      made += 1;
      const percent = percentOf(made);
      if (inPlace) {
        const text = `compiling: ${String(percent).padStart(2)} %  ${file}`;
        write(`${clear}${shorten(text, screen.columns() - 1)}`);
      } else if (percent >= printed + plainEvery) {
        printed += plainEvery;
        write(`compiling: ${printed} %\n`);
      }
    },
    [Symbol.dispose]: () => write(inPlace ? clear : ""),
  };
}

/** Another version of the source may have more objects than the usual. */
function percentOf(made: number): number {
  return Math.min(99, Math.floor((100 * made) / usualObjects));
}

/** @returns how many objects lie in a folder; links, of which one leads back to the source, are not followed. */
export function countObjects(folder: string): number {
  if (!existsSync(folder)) {
    return 0;
  }
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.reduce((count, entry) => {
    const within = entry.isDirectory() ? countObjects(join(folder, entry.name)) : 0;
    return count + within + (/\.[oa]$/.test(entry.name) ? 1 : 0);
  }, 0);
}
