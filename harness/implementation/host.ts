import type { ChildProcess } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { CounterDeltas, ProcessSample, Sample } from "../history/history.ts";

export interface SpawnOptions {
  /** Working directory, absolute. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin: "ignore" | "pipe";
  /** RLIMIT_NOFILE; default: that of the harness. */
  readonly descriptorLimit?: number;
  /** Run it as process 1 of a PID namespace of its own. Default: false. */
  readonly asInit?: boolean;
}

/** A child whose output can be read; its input only if that was asked for. */
export type PipedChild = ChildProcess & {
  readonly stdin: Writable | null;
  readonly stdout: Readable;
  readonly stderr: Readable;
};

/** A process in a host: what was spawned, and every process that came of it. */
export interface HostProcess {
  /** The process whose end is the command's end; it may be a wrapper outside the host. */
  readonly child: PipedChild;
  /** Sends a signal to the command's own process. */
  signal(name: NodeJS.Signals): void;
  /** Sends a signal to every process that the host runs for the command. */
  signalAll(name: NodeJS.Signals): void;
  /** Process ids, as this process sees them, of all that the host runs for the command. */
  processes(): readonly number[];
  /** Kills the command's own process, and what descends from it. */
  killOwn(): void;
  /** Kills all of them, whatever they have become. */
  killAll(): void;
}

/** One end of a link, as far as the lab can see into it. */
export interface Host {
  spawn(command: readonly string[], options: SpawnOptions): HostProcess;
  /** Kernel counters, by names such as `TcpExt.TCPToZeroWindowAdv`; null where hidden. */
  counters(): CounterDeltas | null;
}

export interface ServerHost extends Host {
  /** Whether `asInit` can be had. */
  readonly canRunAsInit: boolean;
  /** True when the client is another host, so that a listener on 127.0.0.1 is out of reach. */
  readonly isolated: boolean;
  /** Sockets in LISTEN; null where hidden. */
  listeners(): readonly Listener[] | null;
  /** Those of them that the processes hold. */
  listenersOf(processes: readonly number[]): readonly Listener[];
  /** Sockets on a local port by state; null where hidden. */
  sockets(port: number): Sample["sockets"];
  sample(processes: readonly number[]): ProcessSample | null;
}

export interface Listener {
  /** In the usual notation, such as `0.0.0.0` or `::`. */
  readonly address: string;
  readonly port: number;
}
