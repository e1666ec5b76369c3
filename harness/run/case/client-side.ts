import type { ServerRequest, ServerSample } from "../../driver/messages.ts";
import type { ClientRunHistory, ProcessHistory } from "../../history/history.ts";
import type { ServerHost } from "../../host/host.ts";
import {
  type ClientProgram,
  type ClientRun,
  type ClientStart,
  startClientProgram,
} from "../../implementation/client-program.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import { startDigest } from "../../protocol/digest.ts";
import type { ServerSide } from "./server-side.ts";

interface ClientOptions extends ClientStart {
  readonly host: ServerHost;
}

/** The host of a client during a case: a run of it for each `startClient`, one after another. */
export interface ClientSide extends Omit<ServerSide, "finish" | "socketOptions"> {
  readonly clients: readonly ClientRunHistory[];
  /** Ends the last run, and returns the state that it was in before; null if none was started. */
  finish(): Promise<ProcessHistory | null>;
}

/** @param options how each run is started; disposing of the result ends the last one. */
export function openClientSide(implementation: Implementation, options: ClientOptions): ClientSide {
  const owned = new AsyncDisposableStack();
  const clients: ClientRunHistory[] = [];
  let current: { readonly client: string; readonly program: ClientProgram } | null = null;
  let last: ProcessHistory | null = null;
  const finish = async (): Promise<ProcessHistory | null> => {
    if (current !== null) {
      const { client, program } = current;
      current = null;
      const run = await program.finish();
      clients.push(recordOf(client, run));
      last = run.process;
    }
    return last;
  };
  const perform = async (request: ServerRequest): Promise<ServerSample | null> => {
    switch (request.do) {
      case "startClient":
        await finish();
        current = {
          client: request.client,
          program: owned.use(await startClientProgram(implementation, options)),
        };
        return null;
      case "sample":
        return {
          implementation: (await current?.program.sample()) ?? null,
          sockets: await options.host.sockets(options.to.port),
        };
      case "signal":
        current?.program.signal(request.name);
        return null;
      case "awaitExit":
        await current?.program.awaitExit(request.deadlineMs);
        // One that is late is ended here: it must not look as if it had ended when the driver closes.
        await finish();
        return null;
      default:
        throw new Error(`A client cannot be asked to ${request.do}.`);
    }
  };
  return {
    perform,
    sample: async () => (await current?.program.sample()) ?? null,
    restarts: [],
    secondInstance: null,
    clients,
    finish,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What a history keeps of a run. */
function recordOf(client: string, run: ClientRun): ClientRunHistory {
  const { startedAtMs, process, stdout, stderr } = run;
  const printed = startDigest();
  printed.push(stdout.bytes);
  return { client, startedAtMs, outcome: process.atEnd, stdout: printed.finish(false), stderr };
}
