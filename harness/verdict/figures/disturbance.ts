import type { History, LoadHistory } from "../../history/history.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { formatMs } from "../text.ts";

/**
 * One message in a hundred is what p99 shows: trouble of the machine that may have reached as many
 * would be measured as the server's.
 */
const shareMax = 0.01;

/**
 * Share of one processor that other programs may use. The harness, its driver and its captures use up to a
 * tenth; a program that competes with a server uses a processor.
 */
const othersMax = 0.25;

/**
 * Why the machine, rather than the implementation, may have decided what was measured under load.
 *
 * @returns null where nothing suggests it, or nothing of it was recorded.
 */
export function whyDisturbed(
  { figures = [] }: Pick<Scenario, "figures">,
  { loads }: Pick<History, "loads">,
): string | null {
  // Memory, which is read beside a load, does not depend on the time that this took.
  const timed = new Set(figures.map((figure) => ("load" in figure ? figure.load : null)));
  for (const load of loads.filter(({ label }) => timed.has(label))) {
    const why = whySentLate(load) ?? whyStolen(load) ?? whyCrowded(load);
    if (why !== null) {
      return why;
    }
  }
  return null;
}

/** The open model only: in the closed model nothing has a time at which it is to be sent. */
function whySentLate({ connections, client }: LoadHistory): string | null {
  const intended = connections.reduce((sum, connection) => sum + connection.intended, 0);
  const share = intended === 0 ? 0 : client.sentLate.by1Ms / intended;
  return share > shareMax
    ? `the client sent ${percent(share)} of its messages more than 1 ms late`
    : null;
}

function whyStolen({ machine }: LoadHistory): string | null {
  const share = machine === null ? 0 : machine.stolenMs / (machine.elapsedMs * machine.processors);
  return share > shareMax ? `the hypervisor took ${percent(share)} of the processors' time` : null;
}

/**
 * Others only disturb where the client or the implementation waited for a processor meanwhile; and
 * they may also wait for each other, which is no disturbance.
 */
function whyCrowded({ machine, client }: LoadHistory): string | null {
  if (machine?.implementation == null) {
    return null;
  }
  const { elapsedMs, busyMs, implementation } = machine;
  const others = (busyMs - client.cpuMs - implementation.cpuMs) / elapsedMs;
  const waitedMs = Math.max(client.processorWaitMs, implementation.processorWaitMs);
  return others > othersMax && waitedMs / elapsedMs > shareMax
    ? `other programs used ${percent(others)} of a processor, and ` +
        `${waitedMs === client.processorWaitMs ? "the client" : "the implementation"} waited ` +
        `${formatMs(waitedMs)} for one`
    : null;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
