import type { ProcessOutcome } from "../history/history.ts";
import type { Listener, Transport } from "../host/host.ts";
import { printedText } from "../host/printed-text.ts";

/** Enough for a stack trace. */
const outputCharactersMax = 2000;

type StartFailure =
  | { readonly outcome: "not-run"; readonly cause: Error }
  | ({ readonly outcome: "taken" } & FailedPlace)
  | {
      readonly outcome: ProcessOutcome;
      /** The port, if another program listened on it at the time; else null. */
      readonly takenPort: number | null;
      readonly output: string;
    }
  | ({
      readonly outcome: "silent";
      readonly readyTimeoutMs: number;
      readonly elsewhere: readonly Listener[];
      readonly output: string;
    } & FailedPlace);

/** Where it was to listen. */
interface FailedPlace {
  readonly port: number;
  /** Path or abstract name of a Unix-domain socket. Default: it was to have the port. */
  readonly socket?: string | undefined;
  /** Default: tcp. */
  readonly transport?: Transport;
}

/** The endpoint never listened, so no check ran: inconclusive, not a failure. */
export class EndpointStartError extends Error {
  override readonly name = "EndpointStartError";
  readonly code = "ENDPOINT_NOT_READY";

  /** It was still starting at its time limit, as far as could be seen: another start may be faster. */
  readonly isLate: boolean;

  /** How its process ended before it listened, and what it had printed; null if it did not end. */
  readonly ended: { readonly outcome: ProcessOutcome; readonly output: string } | null;

  constructor(implementation: string, failure: StartFailure) {
    super(
      `"${implementation}" ${explain(failure)}`,
      "cause" in failure ? { cause: failure.cause } : {},
    );
    this.isLate = failure.outcome === "silent" && failure.elsewhere.length === 0;
    this.ended = "takenPort" in failure ? failure : null;
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
  if (failure.outcome === "taken") {
    return failure.socket === undefined
      ? `was not started: another program already listens on port ${failure.port} of its host. ` +
          "Stop that program, or choose another port."
      : `was not started: another program already listens at ${failure.socket}.`;
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
  return explainSilence(failure, output);
}

function explainSilence(
  failure: Extract<StartFailure, { readonly outcome: "silent" }>,
  output: string,
): string {
  const { port, socket, transport = "tcp", readyTimeoutMs, elsewhere } = failure;
  const time = "give it more time: --start-timeout, or readyTimeoutMs in its manifest";
  if (socket !== undefined) {
    const waited = `did not listen at the Unix-domain socket ${socket} within ${readyTimeoutMs / 1000} s.`;
    return elsewhere.length === 0
      ? `${waited} Pass {socket} to it, or ${time}. ${output}`
      : `${waited} Found it listening at ${elsewhere.map(({ address }) => address).join(", ")}. Pass {socket} to it. ${output}`;
  }
  const listen = transport === "tcp" ? "listen on port" : "bind a UDP socket to port";
  const waited = `did not ${listen} ${port} within ${readyTimeoutMs / 1000} s.`;
  if (elsewhere.length === 0) {
    return (
      `${waited} Pass {port} to it, or {socket} if it listens on a Unix-domain socket, ` +
      `or ${time}. ${output}`
    );
  }
  const found = elsewhere.map(({ address, port }) => `${address} port ${port}`).join(", ");
  const advice = elsewhere.some((listener) => listener.port === port)
    ? "Only its own host reaches that address: bind to {host}, or use --lab loopback."
    : "Pass {port} to it, or give its port with --port.";
  return `${waited} Found it listening on ${found}. ${advice} ${output}`;
}
