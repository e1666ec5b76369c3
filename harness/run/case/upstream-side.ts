import type { ProcessRequest } from "../../driver/messages.ts";
import type { ProcessHistory, Sample } from "../../history/history.ts";
import { messageOf } from "../../host/message-of.ts";
import {
  type Endpoint,
  type StartOptions,
  startColdEndpoint,
  startEndpoint,
  type UpstreamAddress,
} from "../../implementation/endpoint.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import type { Lab } from "../../lab/lab.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import { formatOutcome } from "../../verdict/text.ts";

/** The server behind a proxy during a case. */
export interface UpstreamSide extends AsyncDisposable {
  readonly address: UpstreamAddress;
  perform(request: ProcessRequest): Promise<void>;
  /** The sockets of a server that is tested behind the proxy; null for the reference. */
  sockets(): Promise<Sample["sockets"]>;
  /**
   * Stops it.
   *
   * @returns how a server fared that is tested behind the proxy; null for the reference.
   * @throws {UpstreamError} if the reference had ended although no step had asked it to.
   */
  finish(): Promise<ProcessHistory | null>;
}

/** The reference server behind a proxy did not do its part, so that the proxy cannot be judged. */
class UpstreamError extends Error {
  override readonly name = "UpstreamError";
  readonly code = "UPSTREAM_FAILED";

  constructor(found: string, options?: ErrorOptions) {
    super(
      `Expected the reference server behind the proxy to run, found that it ${found}. ` +
        "This machine or the harness is at fault, not the proxy.",
      options,
    );
  }
}

export interface UpstreamOptions
  extends Pick<StartOptions, "environment" | "clock" | "signal" | "scenarioId" | "protocol"> {
  /** The reference server, for a proxy that is tested alone. */
  readonly reference: Implementation | null;
  readonly lab: Pick<Lab, "behind">;
  /** Called with its port before it is started. Default: no callback. */
  readonly watch?: (port: number) => void;
  /** See {@link StartOptions.onWaiting}; of a server that is tested. Default: no callback. */
  readonly onWaiting?: ((implementation: string, waitedMs: number) => void) | undefined;
}

/** Signals that end it. */
const endings: ReadonlySet<string> = new Set(["SIGTERM", "SIGKILL"]);

/**
 * Starts the server behind a proxy, on the host behind it: that of the pair, or else the reference.
 *
 * @throws {EndpointStartError} if the server of the pair does not listen.
 * @throws {UpstreamError} if the reference does not, or nothing can be started there.
 */
export async function startUpstreamSide(
  { implementation, scenario }: Pick<PlannedCase, "implementation" | "scenario">,
  { reference, lab: { behind }, watch, onWaiting, ...options }: UpstreamOptions,
): Promise<UpstreamSide> {
  const tested = implementation.pair?.through?.server ?? null;
  const server = tested ?? reference;
  if (server === null || behind?.server == null) {
    throw new UpstreamError("cannot be started in this lab");
  }
  const { server: host, serverAddress, serverAddressIpv6 } = behind;
  const started = {
    ...options,
    host,
    port: behind.nextPort(),
    onWaiting: (waitedMs: number) => onWaiting?.(server.name, waitedMs),
  };
  watch?.(started.port);
  const start = () =>
    tested === null
      ? startReference(server, implementation, started)
      : startColdEndpoint(tested, started);
  const isIpv6 = scenario.start?.upstreamFamily === "IPv6";
  const owned = new AsyncDisposableStack();
  let endpoint = owned.use(await start());
  let isToRun = true;
  return {
    address: { host: (isIpv6 ? serverAddressIpv6 : null) ?? serverAddress, port: started.port },
    async perform(request) {
      switch (request.do) {
        case "signal":
          isToRun &&= !endings.has(request.name);
          endpoint.signal(request.name);
          break;
        case "awaitExit":
          await endpoint.awaitExit(request.deadlineMs);
          break;
        case "restart":
          await endpoint.stop();
          endpoint = owned.use(await start());
          isToRun = true;
          break;
      }
    },
    sockets: async () => (tested === null ? null : await host.sockets(started.port)),
    async finish() {
      const history = await endpoint.stop();
      if (tested !== null) {
        return history;
      }
      if (isToRun && history.atEnd.state !== "running") {
        throw new UpstreamError(formatOutcome(history.atEnd));
      }
      return null;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** It accepts messages that are as long as the proxy's manifest says. */
async function startReference(
  reference: Implementation,
  { maxFrameBytes }: Pick<Implementation, "maxFrameBytes">,
  options: StartOptions,
): Promise<Endpoint> {
  try {
    return await startEndpoint({ ...reference, maxFrameBytes }, options);
  } catch (cause) {
    options.signal.throwIfAborted();
    throw new UpstreamError(`did not listen: ${messageOf(cause)}`, { cause });
  }
}
