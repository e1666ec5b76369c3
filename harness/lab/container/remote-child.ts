import { EventEmitter } from "node:events";
import { PassThrough, type Readable, type Writable } from "node:stream";
import type { PipedChild } from "../../host/host.ts";

/** A process that runs elsewhere, and what is told of it as it happens. */
export interface RemoteChild {
  readonly child: PipedChild;
  output(stream: "stdout" | "stderr", bytes: Buffer): void;
  /** It could not be run. */
  failed(cause: Error): void;
  ended(end: RemoteEnd): void;
  /** Everything it said was told. */
  closed(): void;
}

export interface RemoteEnd {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The kernel killed processes of its container for want of memory. */
  readonly outOfMemory: boolean;
}

/** @param stdin where what it reads is written to, or null. */
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
  // The first word counts: one that was not run has not ended, and one that ended was run.
  let told: "nothing" | "failure" | "end" | "all" = "nothing";
  const close = () => {
    told = "all";
    streams.stdout.end();
    streams.stderr.end();
    child.emit("close", child.exitCode, child.signalCode);
  };
  return {
    child,
    output: (stream, bytes) => void streams[stream].write(bytes),
    failed(cause) {
      if (told !== "nothing") {
        return;
      }
      told = "failure";
      child.pid = undefined;
      child.emit("error", cause);
      close();
    },
    ended({ status, signal, outOfMemory }) {
      if (told !== "nothing") {
        return;
      }
      told = "end";
      Object.assign(child, { exitCode: status, signalCode: signal, outOfMemory });
      child.emit("exit", status, signal);
    },
    closed() {
      if (told !== "all") {
        close();
      }
    },
  };
}
