import type { ServerRequest, ServerSample } from "../../driver/messages.ts";
import type {
  ProcessHistory,
  ProcessSample,
  Restart,
  SecondInstance,
} from "../../history/history.ts";
import type { SocketReading } from "../../history/socket-options.ts";
import { type Endpoint, type StartOptions, startEndpoint } from "../../implementation/endpoint.ts";
import { EndpointStartError } from "../../implementation/endpoint-start-error.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import { startSecondInstance } from "../../implementation/second-instance.ts";
import type { CaseSocket } from "./case-socket.ts";

/** The server host during a case: actions on the implementation, and observations. */
export interface ServerSide extends AsyncDisposable {
  perform(request: ServerRequest): Promise<ServerSample | null>;
  /** Kernel figures for its processes; null where they are hidden. */
  sample(): Promise<ProcessSample | null>;
  readonly restarts: readonly Restart[];
  readonly secondInstance: SecondInstance | null;
  /** Looks at the options of its sockets. */
  readonly socketOptions: readonly SocketReading[];
  /** Stops the implementation, and returns the state that it was in before. */
  finish(): Promise<ProcessHistory>;
}

/**
 * @param first the implementation as it was started for the case; disposing of the result ends it.
 * @param options how it was started, for starting it again.
 * @param socket its Unix-domain socket; null where it has a port.
 */
export function openServerSide(
  first: Endpoint,
  implementation: Implementation,
  options: StartOptions,
  socket: CaseSocket | null = null,
): ServerSide {
  const { host, port } = options;
  const owned = new AsyncDisposableStack();
  let endpoint = owned.use(first);
  const restarts: Restart[] = [];
  let secondInstance: SecondInstance | null = null;
  const socketOptions: SocketReading[] = [];
  socket?.look("start");
  const perform = async (request: ServerRequest): Promise<ServerSample | null> => {
    switch (request.do) {
      case "sample":
        return {
          implementation: await endpoint.sample(),
          sockets: socket === null ? await host.sockets(port) : null,
        };
      case "readOptions": {
        const look = await readSocketOptions(endpoint, options);
        socketOptions.push({ label: request.label, ...look });
        return null;
      }
      case "signal":
        endpoint.signal(request.name);
        return null;
      case "awaitExit":
        await endpoint.awaitExit(request.deadlineMs);
        socket?.look("exit");
        return null;
      case "restart": {
        const { restarted, ...restart } = await restartEndpoint(endpoint, implementation, options);
        endpoint = restarted === null ? endpoint : owned.use(restarted);
        restarts.push(restart);
        socket?.look("restart");
        return null;
      }
      case "startClient":
        throw new Error("A server is not started as a client.");
      case "startSecond": {
        const { deadlineMs, socketPathBytes: bytes } = request;
        const own = bytes === undefined || socket === null ? {} : { socket: socket.pathOf(bytes) };
        const second = { ...options, ...own };
        secondInstance = await startSecondInstance(implementation, second, deadlineMs);
        return null;
      }
    }
  };
  return {
    perform,
    sample: () => endpoint.sample(),
    restarts,
    socketOptions,
    get secondInstance() {
      return secondInstance;
    },
    finish: () => {
      socket?.look("end");
      return endpoint.stop();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Looks while a connection waits to be accepted, and the pause between them, in ms. */
const looksMax = 20;
const betweenLooksMs = 50;

/** Looks at the sockets once a connection has been accepted, or none waits for that. */
async function readSocketOptions(
  endpoint: Endpoint,
  { host, port, environment, signal, clock }: StartOptions,
): Promise<Omit<SocketReading, "label">> {
  for (let looks = 1; ; looks += 1) {
    const atMs = clock.nowMs();
    const processes = await endpoint.processes();
    const look = await host.socketOptions({ port, processes, environment, signal });
    const isWaiting = look.unaccepted > 0 && look.sockets.every(({ of }) => of === "listener");
    if (!isWaiting || looks === looksMax) {
      return { atMs, ...look };
    }
    await clock.sleep(betweenLooksMs, signal);
  }
}

/** Enough for an error and its stack. */
const printedCharactersMax = 2000;

function printedBy({
  outcome,
  output,
}: NonNullable<EndpointStartError["ended"]>): NonNullable<Restart["ended"]> {
  return { outcome, printed: output.slice(0, printedCharactersMax) };
}

interface RestartResult extends Restart {
  /** Null if it did not start again. */
  readonly restarted: Endpoint | null;
}

async function restartEndpoint(
  endpoint: Endpoint,
  implementation: Implementation,
  options: StartOptions,
): Promise<RestartResult> {
  const { clock } = options;
  const atMs = clock.nowMs();
  await endpoint.stop();
  try {
    const restarted = await startEndpoint(implementation, options);
    const { startedAtMs } = restarted;
    return { restarted, atMs, startedAtMs, readyAfterMs: clock.nowMs() - atMs, failure: null };
  } catch (error) {
    if (!(error instanceof EndpointStartError)) {
      throw error;
    }
    const { message: failure, ended } = error;
    return {
      restarted: null,
      atMs,
      readyAfterMs: clock.nowMs() - atMs,
      failure,
      ...(ended === null ? {} : { ended: printedBy(ended) }),
    };
  }
}
