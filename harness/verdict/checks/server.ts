import type { History, ProcessSample, Sample } from "../../history/history.ts";
import type { CheckOf } from "../../scenario/check.ts";
import { formatBytes, formatMs, formatOutcome } from "../text.ts";
import type { Finding } from "../verdict.ts";
import { hiddenProcesses, measured, measureWords } from "./process-samples.ts";

export function judgeProcess(history: History): Finding {
  const expected = "running";
  if (history.process === null) {
    return { status: "unsupported", expected, observed: hiddenProcesses };
  }
  const { atEnd } = history.process;
  const at = atEnd.state === "running" ? {} : { brokeAtMs: atEnd.atMs };
  const status = atEnd.state === "running" ? "pass" : "fail";
  return { status, expected, observed: formatOutcome(atEnd), ...at };
}

export function judgeGrowth(history: History, check: CheckOf<"growth">, atMost: number): Finding {
  const format = formats[check.of];
  const expected = `at most ${format(atMost)} more ${measureWords[check.of]}`;
  const from = findSample(history, check.from);
  const to = findSample(history, check.to);
  if (from === undefined || to === undefined) {
    return { status: "inconclusive", expected, observed: "a sample was not taken" };
  }
  if (from.implementation === null || to.implementation === null) {
    return { status: "unsupported", expected, observed: hiddenProcesses };
  }
  if (to.implementation.processes === 0) {
    return { status: "inconclusive", expected, observed: "no process was left to measure" };
  }
  const before = measured(from.implementation, check.of);
  const after = measuredAfter(to.implementation, check.of);
  const observed = `${format(after - before)} more: ${format(before)}, then ${format(after)}`;
  const status = after - before <= atMost ? "pass" : "fail";
  return { status, expected, observed, brokeAtMs: to.atMs };
}

const formats = {
  memory: formatBytes,
  addressSpace: formatBytes,
  descriptors: String,
  threads: String,
  processes: String,
  zombies: String,
  cpuMs: formatMs,
} as const;

/** Memory is judged by its peak: memory released before the sample was still needed. */
function measuredAfter(sample: ProcessSample, of: CheckOf<"growth">["of"]): number {
  return of === "memory" ? sample.residentPeakBytes : measured(sample, of);
}

export function judgeSockets(history: History, check: CheckOf<"sockets">): Finding {
  const expected = `at most ${check.atMost} sockets in ${check.state}`;
  const sample = findSample(history, check.at);
  if (sample === undefined) {
    return { status: "inconclusive", expected, observed: "the sample was not taken" };
  }
  if (sample.sockets === null) {
    return {
      status: "unsupported",
      expected,
      observed:
        history.unixSocket === undefined
          ? "this lab does not see the server's sockets"
          : "a Unix-domain socket has no TCP states",
    };
  }
  const behind = sample.upstreamSockets?.[check.state] ?? 0;
  const count = (sample.sockets[check.state] ?? 0) + behind;
  const status = count <= check.atMost ? "pass" : "fail";
  const where = behind === 0 ? "" : `, ${behind} of them behind the proxy`;
  const observed = `${count} in ${check.state}${where}`;
  return { status, expected, observed, brokeAtMs: sample.atMs };
}

function findSample(history: History, label: string): Sample | undefined {
  return history.samples.findLast((sample) => sample.label === label);
}
