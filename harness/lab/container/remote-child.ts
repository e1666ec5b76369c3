import { EventEmitter } from "node:events";
import { PassThrough, type Readable, type Writable } from "node:stream";
import type { PipedChild } from "../../host/host.ts";

/** The handle of a process that runs elsewhere, updated by reports about it. */
export interface RemoteChild {
  readonly child: PipedChild;
  output(stream: "stdout" | "stderr", bytes: Buffer): void;
  /** Reports that it could not be run. */
  failed(cause: Error): void;
  ended(end: RemoteEnd): void;
  /** Reports that all its output has arrived. */
  closed(): void;
}

export interface RemoteEnd {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether the kernel killed processes of its container for lack of memory. */
  readonly outOfMemory: boolean;
}

/** @param stdin the stream that feeds its standard input, or null. */
export function startRemoteChild(number: number, stdin: Writable | null): RemoteChild {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const child = Object.assign(new EventEmitter(), {
    pid: number as number | undefined,
    exitCode: null as number | null,
    signalCode: null as NodeJS.Signals | null,
    outOfMemory: false,
    stdin,
    ...(streams as { readonly stdout: Readable; readonly stderr: Readable }),
  });
  // The first report counts: a process that was not run cannot end, and one that ended was run.
  let reported: "nothing" | "failure" | "end" | "all" = "nothing";
  const close = () => {
    reported = "all";
    streams.stdout.end();
    streams.stderr.end();
    child.emit("close", child.exitCode, child.signalCode);
  };
  return {
    child,
    output: (stream, bytes) => void streams[stream].write(bytes),
    failed(cause) {
      if (reported !== "nothing") {
        return;
      }
      reported = "failure";
      child.pid = undefined;
      child.emit("error", cause);
      close();
    },
    ended({ status, signal, outOfMemory }) {
      if (reported !== "nothing") {
        return;
      }
      reported = "end";
      Object.assign(child, { exitCode: status, signalCode: signal, outOfMemory });
      child.emit("exit", status, signal);
    },
    closed() {
      if (reported !== "all") {
        close();
      }
    },
  };
}
