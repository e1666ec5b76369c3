import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { History } from "../../history/history.ts";
import { moduleExtension } from "../../host/package/module-extension.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Judgement } from "../../verdict/verdict.ts";

/**
 * Judging renders everything that was sent again: half a gigabyte takes a second, and 4 GiB so long
 * that the drivers of other labs would miss the answers of this process.
 */
const besideBytesMin = 512 * 1024 * 1024;

/** @returns whether to judge the history beside this process's other work. */
export function takesLong({ connections }: History): boolean {
  const sentBytes = connections
    .flatMap(({ sent }) => sent)
    .reduce((sum, { bytes, withheldBytes }) => sum + bytes + withheldBytes, 0);
  return sentBytes >= besideBytesMin;
}

/**
 * Judges a history in a separate thread, so that this process can continue.
 *
 * @param module the path of the module that defines its protocol; null for a bundled one.
 */
export async function judgeBeside(
  scenario: Scenario,
  history: History,
  module: string | null,
  signal: AbortSignal,
): Promise<Judgement> {
  const worker = new Worker(new URL(`./judge-worker${moduleExtension}`, import.meta.url), {
    workerData: { scenario, history, module },
    execArgv: [],
  });
  try {
    const [judgement] = await once(worker, "message", { signal });
    return judgement as Judgement;
  } finally {
    await worker.terminate();
  }
}
