import type { ChildProcess } from "node:child_process";
import type { EventEmitter } from "node:events";
import type { Readable, Writable } from "node:stream";
import type { CounterDeltas, ProcessSample, Sample } from "../history/history.ts";
import type { SocketLook } from "../history/socket-options.ts";
import type { ProgramImage } from "./program-image.ts";

export interface SpawnOptions {
  /** Working directory, absolute. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Variables of the command itself, which those that start it must not see: a PATH, for example.
   * Default: none.
   */
  readonly ownEnvironment?: Readonly<Record<string, string>>;
  readonly stdin: "ignore" | "pipe";
  /** RLIMIT_NOFILE; default: that of the harness. */
  readonly descriptorLimit?: number;
  /** Run it as process 1 of a PID namespace of its own. Default: false. */
  readonly asInit?: boolean;
  /** Nobody reads its output, and the pipe is almost full from the start. Default: all is read. */
  readonly output?: "unread";
  /** Queries to its name server are lost. Default: what this machine has, out of reach in a lab. */
  readonly nameServer?: "silent";
  /** Lines of its own /etc/hosts. Default: it has this machine's. */
  readonly names?: readonly string[];
  /** The image to run it from; used by hosts of containers only. */
  readonly image?: ProgramImage;
  /** Working directory in that image, relative to its WORKDIR. Default: that. */
  readonly cwdInImage?: string;
  /** Append its system calls to this file, an absolute path. Default: they are not recorded. */
  readonly systemCallsFile?: string;
  /** It is a driver, which is no part of the implementation that runs in the same host. Default: false. */
  readonly isDriver?: true;
}

/**
 * A child process, wherever it runs; it emits `error`, `exit` and `close` as Node's own
 * children do. Its output can be read; its input only if that was asked for.
 */
export interface PipedChild
  extends EventEmitter,
    Pick<ChildProcess, "pid" | "exitCode" | "signalCode"> {
  readonly stdin: Writable | null;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** The kernel killed it, or others of its container, for want of memory. Default: false. */
  readonly outOfMemory?: boolean;
}

/** A process in a host: the spawned command, and all its descendants. */
export interface HostProcess {
  /** The process whose end is the command's end; it may be a wrapper outside the host. */
  readonly child: PipedChild;
  /** Settles when the command has been started, or could not be. */
  readonly started: Promise<void>;
  /** Sends a signal to the command's own process. */
  signal(name: NodeJS.Signals): void;
  /** Sends a signal to every process that the host runs for the command. */
  signalAll(name: NodeJS.Signals): void;
  /** Process ids, as its own host numbers them, of all that the host runs for the command. */
  processes(): Promise<readonly number[]>;
  /** Kernel figures summed over all of these processes; null where they are hidden. */
  sample(): Promise<ProcessSample | null>;
  /** Listening sockets, or UDP sockets without a peer, that any of these holds. */
  listeners(transport: Transport): Promise<readonly Listener[]>;
  /** Kills the command's own process, and what descends from it. */
  killOwn(): void;
  /** Kills all of them, whatever they have become. */
  killAll(): void;
}

/** One end of a link, as far as the lab can see into it. */
export interface Host {
  spawn(command: readonly string[], options: SpawnOptions): HostProcess;
  /** Kernel counters, by names such as `TcpExt.TCPToZeroWindowAdv`; null where hidden. */
  counters(): Promise<CounterDeltas | null>;
  /** Paths of Node and the harness on this host; null if they are this machine's own. */
  readonly installed: { readonly node: string; readonly harness: string } | null;
}

export interface ServerHost extends Host {
  /** Whether `asInit` can be had. */
  readonly canRunAsInit: boolean;
  /** Whether `systemCallsFile` can be had. */
  readonly canTrace: boolean;
  /** True when the client is another host, so that a listener on 127.0.0.1 is out of reach. */
  readonly isolated: boolean;
  /** Listening sockets, or UDP sockets without a peer; null where hidden. */
  listeners(transport: Transport): Promise<readonly Listener[] | null>;
  /** Whether the listener on `::` and this port accepts IPv6 only; false where that is hidden. */
  isIpv6Only(query: ListenerQuery): Promise<boolean>;
  /** Sockets on a local port by state; null where hidden. */
  sockets(port: number): Promise<Sample["sockets"]>;
  /** Options of the TCP sockets that processes of an implementation have on a port. */
  socketOptions(query: SocketQuery): Promise<SocketLook>;
}

/** What carries the messages of a protocol over an IP network. */
export type IpTransport = "tcp" | "udp";

/** What carries the messages of a protocol; `unix`: a Unix-domain stream socket. */
export type Transport = IpTransport | "unix";

export interface ListenerQuery {
  readonly port: number;
  readonly transport: IpTransport;
  /** Environment of the program that shows listeners. */
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface SocketQuery extends Omit<ListenerQuery, "transport"> {
  /** As {@link HostProcess.processes} numbers them. */
  readonly processes: readonly number[];
}

export interface Listener {
  /** In the usual notation, such as `0.0.0.0` or `::`; of a Unix-domain socket its path, or `@name`. */
  readonly address: string;
  /** 0 for a Unix-domain socket. */
  readonly port: number;
}
