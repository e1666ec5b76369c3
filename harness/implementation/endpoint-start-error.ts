import type { ProcessOutcome } from "../history/history.ts";
import type { Listener, Transport } from "../host/host.ts";
import { printedText } from "../host/printed-text.ts";

/** Enough for a stack trace. */
const outputCharactersMax = 2000;

type StartFailure =
  | { readonly outcome: "not-run"; readonly cause: Error }
  | { readonly outcome: "port-taken"; readonly port: number }
  | {
      readonly outcome: ProcessOutcome;
      /** The port, if another program listened on it at the time; else null. */
      readonly takenPort: number | null;
      readonly output: string;
    }
  | {
      readonly outcome: "silent";
      readonly port: number;
      /** Default: tcp. */
      readonly transport?: Transport;
      readonly readyTimeoutMs: number;
      readonly elsewhere: readonly Listener[];
      readonly output: string;
    };

/** The endpoint never listened, so no check ran: inconclusive, not a failure. */
export class EndpointStartError extends Error {
  override readonly name = "EndpointStartError";
  readonly code = "ENDPOINT_NOT_READY";

  /** It was still starting at its time limit, as far as could be seen: another start may be faster. */
  readonly isLate: boolean;

  constructor(implementation: string, failure: StartFailure) {
    super(
      `"${implementation}" ${explain(failure)}`,
      "cause" in failure ? { cause: failure.cause } : {},
    );
    this.isLate = failure.outcome === "silent" && failure.elsewhere.length === 0;
  }
}

function describeKill({ signal, outOfMemory }: Extract<ProcessOutcome, { state: "killed" }>) {
  return outOfMemory === true
    ? `${signal}, out of memory: raise container.memoryMiB in its manifest if that is too little`
    : signal;
}

function explain(failure: StartFailure): string {
  if (failure.outcome === "not-run") {
    return `could not be run: ${failure.cause.message}`;
  }
  if (failure.outcome === "port-taken") {
    return (
      `was not started: another program already listens on port ${failure.port} of its host. ` +
      "Stop that program, or choose another port."
    );
  }
  const printed = printedText(failure.output.trimStart(), outputCharactersMax);
  const output = printed === "" ? "It printed nothing." : `It printed:\n${printed}`;
  if (failure.outcome !== "silent") {
    const { outcome, takenPort } = failure;
    const how = outcome.state === "exited" ? `exited with status ${outcome.status}` : "was killed";
    const end = outcome.state === "killed" ? `was killed by ${describeKill(outcome)}` : how;
    const taken =
      takenPort === null
        ? ""
        : ` Another program started listening on port ${takenPort} at the same time: run it again.`;
    return `${end} before it started listening.${taken} ${output}`;
  }
  const { port, transport = "tcp", readyTimeoutMs, elsewhere } = failure;
  const listen = transport === "tcp" ? "listen on port" : "bind a UDP socket to port";
  const waited = `did not ${listen} ${port} within ${readyTimeoutMs / 1000} s.`;
  if (elsewhere.length === 0) {
    return (
      `${waited} Pass {port} to it, or give it more time: --start-timeout, or readyTimeoutMs in ` +
      `its manifest. ${output}`
    );
  }
  const found = elsewhere.map(({ address, port }) => `${address} port ${port}`).join(", ");
  const advice = elsewhere.some((listener) => listener.port === port)
    ? "Only its own host reaches that address: bind to {host}, or use --lab loopback."
    : "Pass {port} to it, or give its port with --port.";
  return `${waited} Found it listening on ${found}. ${advice} ${output}`;
}
