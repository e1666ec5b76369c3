import type { CapturedOutput, History } from "../history/history.ts";
import { readHistory } from "../journal/case-files.ts";
import type { CaseResult } from "../journal/case-result.ts";
import type { RunReport } from "../report/run-report.ts";

/** Of more cases, a large run's report reads them again: each may have printed megabytes. */
const heldMax = 1000;

/**
 * Reads what implementations printed from the histories of a run, each once, for all formats. One
 * that is damaged or gone must not cost the report.
 */
export function storedOutputs(folder: string): RunReport["outputOf"] {
  const known = new Map<string, CapturedOutput | null>();
  const read = (result: CaseResult) => {
    try {
      return outputIn(readHistory({ folder }, result));
    } catch {
      return null;
    }
  };
  return (result) => {
    const { history } = result;
    if (history === null) {
      return null;
    }
    const output = known.get(history) ?? read(result);
    if (known.size === heldMax) {
      known.clear();
    }
    known.set(history, output);
    return output;
  };
}

/** Includes the output of a second process on the same port, if the scenario starts one. */
function outputIn(history: History | null): CapturedOutput | null {
  const output = history?.process?.output ?? null;
  const second = history?.secondInstance?.output ?? null;
  if (output === null || second === null || second.text === "") {
    return output;
  }
  return {
    text: `${output.text}\nThe second instance printed:\n${second.text}`,
    bytesDropped: output.bytesDropped + second.bytesDropped,
  };
}
