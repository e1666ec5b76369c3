import { describeFileError } from "../../host/file-error.ts";
import { shellWord } from "../../host/shell-word.ts";
import { invocation } from "../invocation.ts";
import { ReportTooLargeError } from "./write-format.ts";

/** Calls reporters so that a failing one neither ends the run nor blocks the others. */
export interface ReporterGuard {
  now(reporter: string, report: () => void): void;
  later(reporter: string, report: () => Promise<void>): Promise<void>;
  /**
   * @param folder the run's folder; null if its results could not be stored.
   * @returns whether no reporter failed.
   */
  printFailures(folder: string | null): boolean;
}

/** Keeps the first failure of each reporter, and does not call a failed reporter again. */
export function startReporterGuard(): ReporterGuard {
  const failures = new Map<string, unknown>();
  const keep = (reporter: string, cause: unknown) => void failures.set(reporter, cause);
  return {
    now(reporter, report) {
      try {
        if (!failures.has(reporter)) {
          report();
        }
      } catch (cause) {
        keep(reporter, cause);
      }
    },
    later: (reporter, report) => report().catch((cause: unknown) => keep(reporter, cause)),
    printFailures(folder) {
      for (const [reporter, cause] of failures) {
        const failure = `The reporter ${reporter} failed: ${describeFailure(cause)}.`;
        const again = invocation().map(shellWord).join(" ");
        const remedy =
          folder === null
            ? "Some results could not be stored either."
            : `The results are stored; write the report with: ${again} report ${folder} --reporter ${reporter}`;
        console.error(`${failure} ${remedy}`);
      }
      return failures.size === 0;
    },
  };
}

/** An error without a system error code is a bug in sockspec, so its stack is printed. */
function describeFailure(cause: unknown): string {
  if (cause instanceof ReportTooLargeError) {
    return cause.message;
  }
  const { code, stack } = cause as NodeJS.ErrnoException;
  return code === undefined && stack !== undefined ? stack : describeFileError(cause);
}
