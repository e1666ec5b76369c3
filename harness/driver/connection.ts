import { connect, type Socket } from "node:net";
import type {
  ConnectionHistory,
  Inspection,
  PeerEnd,
  Ping,
  QueueLook,
  Wait,
} from "../history/history.ts";
import type { ContentPart } from "../protocol/render.ts";
import type { Content } from "../scenario/content.ts";
import { type Exchange, type ExchangeOptions, startExchange } from "./exchange.ts";
import { startServedExchange } from "./listening/served-exchange.ts";
import type { Recorder } from "./recorder.ts";

/**
 * Bytes that arrived before a reset are already in this host's kernel, so reading them takes no
 * longer.
 */
const drainAfterResetMs = 20;

/** A timer takes a ms at least: pauses that are shorter would make the rate a lower one. */
const shortestPauseMs = 1;

/** How long to wait before a connect that found the backlog full is tried again, in ms: doubled each time. */
const connectAgainMs = { least: 10, most: 160 };

/**
 * Where a connection leads: an address and a port, or a Unix-domain socket; or a connection that a client
 * has made already.
 */
type ConnectionAddress =
  | { readonly host: string; readonly port: number }
  | { readonly path: string }
  | { readonly accepted: Socket };

export interface ConnectionOptions extends ExchangeOptions {
  readonly name: string;
  readonly group: string;
  /** Its place in the group, from 1. */
  readonly index: number;
  readonly address: ConnectionAddress;
  readonly recorder: Recorder;
  /** Whether the steps open it, where the protocol has an opening. */
  readonly unopened: boolean;
  /** The buffer for reads. Its content is consumed at once, so all connections may share it. */
  readonly readBuffer: Uint8Array;
}

/**
 * One connection of the driver, over TCP or to a Unix-domain socket: exact control of the socket, and a
 * record of what it did.
 */
export class DriverConnection {
  readonly name: string;
  readonly group: string;
  readonly index: number;
  readonly unopened: boolean;
  readonly waits: Wait[] = [];
  readonly pings: Ping[] = [];
  readonly inspections: Inspection[] = [];
  readonly queues: QueueLook[] = [];
  readonly #options: ConnectionOptions;
  #socket: Socket;
  readonly #exchange: Exchange;
  readonly #listeners = new Set<() => void>();
  #state: "connecting" | "open" | "failed" | "released" = "connecting";
  #localPort: number | null = null;
  readonly #connectingAtMs: number;
  #connectedAtMs: number | null = null;
  #connectError: string | null = null;
  #peerEnd: PeerEnd | null = null;
  #drained = false;
  #draining: NodeJS.Timeout | undefined;
  #shutdownAtMs: number | null = null;
  #owedAtShutdownBytes: number | null = null;
  #bytesPerSecond: number | null = null;
  /** Until when what was read lasts at the rate. */
  #readAgainMs = 0;
  #throttled: NodeJS.Timeout | undefined;
  #wantsToRead = true;
  /** Bytes that arrived, before they were read as messages. */
  #arrivedBytes = 0;
  /** What a correct client answers as soon as it has sent whole messages. */
  #answers: Uint8Array[] = [];
  #connectAgain: NodeJS.Timeout | undefined;
  #connectAgainMs: number = connectAgainMs.least;
  #backlogFullTimes = 0;
  #writes = { atOnce: 0, split: 0 };
  #offeredBytes = 0;
  #owedAtReleaseBytes: number | null = null;
  /** What waits for answers to what was sent before it, and how much must have come back by then. */
  #held: { readonly behindBytes: number; readonly bytes: Uint8Array }[] = [];
  /** How much has come back when nothing has to wait any more; 0 where the first answer need not be awaited. */
  #openedAtBytes = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.name = options.name;
    this.group = options.group;
    this.index = options.index;
    this.unopened = options.unopened;
    const { address, clock, recorder } = options;
    this.#connectingAtMs = clock.nowMs();
    if ("accepted" in address) {
      this.#exchange = startServedExchange(options);
      this.#socket = this.#adopt(address.accepted);
      return;
    }
    this.#exchange = startExchange(options);
    recorder.note("connecting", this.name);
    this.#socket = this.#connect(address);
  }

  #connect(address: Exclude<ConnectionAddress, { readonly accepted: Socket }>): Socket {
    const { readBuffer: buffer } = this.#options;
    const socket = connect({
      ...address,
      allowHalfOpen: true,
      ...("path" in address ? {} : { noDelay: true }),
      onread: { buffer, callback: (bytes) => this.#onRead(buffer.subarray(0, bytes)) },
    });
    socket.on("connect", () => this.#onConnect());
    return this.#attend(socket);
  }

  /**
   * Takes over a connection that was not read yet. A step that stops reading comes in time for that to stay
   * so: a socket that has begun would keep up to 64 KiB beside what its kernel holds.
   */
  #adopt(socket: Socket): Socket {
    this.#localPort = socket.remotePort ?? null;
    this.#connectedAtMs = this.#connectingAtMs;
    this.#state = "open";
    this.#options.recorder.note("accepted", this.name);
    socket.on("data", (bytes) => {
      if (!this.#onRead(bytes)) {
        socket.pause();
      }
    });
    setImmediate(() => this.readOn());
    return this.#attend(socket);
  }

  #attend(socket: Socket): Socket {
    keepReadingAfterWriteError(socket);
    socket.on("end", () => this.#onPeerEnd({ how: "fin", errno: null }));
    socket.on("error", (error: NodeJS.ErrnoException) => this.#onError(error));
    socket.on("close", () => this.#changed());
    return socket;
  }

  /** The port at the end that connected, which is its own unless it was accepted. */
  get localPort(): number | null {
    return this.#localPort;
  }

  get connected(): boolean {
    return this.#connectedAtMs !== null;
  }

  /** Whether a client made it to the driver. */
  get isAccepted(): boolean {
    return "accepted" in this.#options.address;
  }

  /** Whether it leads to a Unix-domain socket. */
  get isUnix(): boolean {
    return "path" in this.#options.address;
  }

  /** What the kernel has taken from it so far. */
  get taken(): Pick<QueueLook, "writes" | "splitWrites" | "takenBytes"> {
    const takenBytes = this.#offeredBytes - this.#socket.writableLength;
    return { writes: this.#writes.atOnce, splitWrites: this.#writes.split, takenBytes };
  }

  /** Whether the connection attempt has ended, successfully or not. */
  get settled(): boolean {
    return this.#state !== "connecting";
  }

  /** For operations on the descriptor itself. */
  get socket(): Socket {
    return this.#socket;
  }

  get owedBytes(): number {
    return this.#exchange.owedBytes;
  }

  get receivedBytes(): number {
    return this.#exchange.receivedBytes;
  }

  /** As they were on the wire: where a server chooses how it writes, what they say may be known later. */
  get arrivedBytes(): number {
    return this.#arrivedBytes;
  }

  /** The kernel has accepted the FIN, which requires that it has accepted every byte before it. */
  get shutDown(): boolean {
    return this.#owedAtShutdownBytes !== null;
  }

  /** The peer has ended the connection, and everything it sent has been read. */
  get ended(): boolean {
    return this.#peerEnd !== null && (this.#peerEnd.how === "fin" || this.#drained);
  }

  /** The driver has closed or aborted it. */
  get released(): boolean {
    return this.#state === "released";
  }

  /** Nothing more can arrive. */
  get over(): boolean {
    return this.ended || this.#state === "failed" || this.#state === "released";
  }

  /** @returns a function that ends the subscription. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins a new part of the sent bytes; {@link write} supplies them. */
  beginSend(content: readonly Content[], seed: number): ContentPart {
    return this.#exchange.beginPart(content, seed);
  }

  /**
   * Writes at once, in one `write()` if the kernel accepts it all; see {@link flushed}.
   *
   * @returns whether the connection could still be written to.
   */
  write(bytes: Uint8Array): boolean {
    if (!this.writable) {
      this.withhold(bytes.length);
      return false;
    }
    this.#exchange.offer(bytes);
    this.#sendBehind(this.#openedAtBytes, bytes);
    this.#answer();
    return true;
  }

  /** Writes as soon as all has come back that is owed so far; until then, what follows is held as well. */
  writeBehind(bytes: Uint8Array): void {
    if (!this.writable) {
      this.withhold(bytes.length);
      return;
    }
    const behindBytes = this.owedBytes;
    this.#exchange.offer(bytes);
    this.#sendBehind(behindBytes, bytes);
    if (behindBytes > 0) {
      this.#openedAtBytes = this.owedBytes;
    }
  }

  #sendBehind(behindBytes: number, bytes: Uint8Array): void {
    if (this.#held.length === 0 && this.receivedBytes >= behindBytes) {
      this.#send(bytes);
    } else {
      // The caller uses its memory again.
      this.#held.push({ behindBytes, bytes: Uint8Array.from(bytes) });
    }
  }

  #sendHeld(): void {
    const isReady = ({ behindBytes }: { readonly behindBytes: number }) =>
      this.receivedBytes >= behindBytes;
    const ready = this.writable ? this.#held.filter(isReady) : [];
    this.#held.splice(0, ready.length);
    for (const { bytes } of ready) {
      this.#send(bytes);
    }
  }

  /** Sends what the server asks of every client, which is no part of what the steps sent. */
  #answer(): void {
    const isFree = this.#held.length === 0 && this.#exchange.betweenMessages;
    if (this.#answers.length > 0 && isFree && this.writable) {
      const answers = Buffer.concat(this.#answers);
      this.#answers = [];
      this.#send(answers);
    }
  }

  /** Records bytes that another program writes to the socket, as {@link write} does for its own. */
  async writeBy(
    bytes: Uint8Array,
    program: (socket: Socket) => Promise<boolean>,
  ): Promise<boolean> {
    if (!this.writable) {
      this.withhold(bytes.length);
      return false;
    }
    this.#exchange.offer(bytes);
    const isWritten = await program(this.#socket);
    if (isWritten) {
      this.#offeredBytes += bytes.length;
      this.#writes.atOnce += 1;
      this.#options.recorder.moved("wrote", this.name, bytes.length);
    }
    return isWritten;
  }

  #send(bytes: Uint8Array): void {
    let noted = false;
    const note = () => {
      if (!noted) {
        noted = true;
        this.#options.recorder.moved("wrote", this.name, bytes.length);
      }
    };
    this.#socket.write(bytes, (error) => {
      if (!error) {
        note();
      }
      this.#changed();
    });
    // The callback runs after the next step, which may be an abort, even if the kernel has
    // accepted everything already.
    if (this.flushed && this.#socket.errored === null) {
      note();
    }
    this.#offeredBytes += bytes.length;
    this.#writes[this.flushed ? "atOnce" : "split"] += 1;
  }

  /**
   * Records bytes that a step should send and cannot. After the driver itself has released the
   * connection, none are recorded.
   */
  withhold(bytes: number): void {
    if (this.#state !== "released") {
      this.#exchange.withhold(bytes);
    }
  }

  /** Whether a step has stopped reading, so that the peer may have to hold the driver back. */
  get readingStopped(): boolean {
    return !this.#wantsToRead;
  }

  /** Whether the kernel has accepted everything written. */
  get flushed(): boolean {
    return this.#socket.writableLength === 0;
  }

  /** How many parts were sent, which makes the next part's bytes different. */
  get partsSent(): number {
    return this.#exchange.parts;
  }

  get writable(): boolean {
    return this.#state === "open" && this.#peerEnd?.how !== "rst";
  }

  stopReading(): void {
    this.#options.recorder.note("reading-stopped", this.name);
    this.#wantsToRead = false;
    clearTimeout(this.#throttled);
    this.#socket.pause();
  }

  resumeReading(bytesPerSecond: number | null): void {
    this.#options.recorder.note("reading-resumed", this.name);
    this.#wantsToRead = true;
    this.#bytesPerSecond = bytesPerSecond;
    this.#socket.resume();
    if (this.#peerEnd?.how === "rst") {
      this.#drained = false;
      this.#drain();
    }
  }

  /** Resumes reading unless a step has stopped it. */
  readOn(): void {
    if (this.#wantsToRead) {
      this.#socket.resume();
    }
  }

  /** `SHUT_WR`: a FIN after everything written. */
  shutdownWrite(): void {
    this.#shutdownAtMs ??= this.#options.clock.nowMs();
    if (!this.writable) {
      return;
    }
    this.#socket.end(() => {
      if (this.#state === "open") {
        this.#owedAtShutdownBytes = this.owedBytes - this.receivedBytes;
        this.#options.recorder.note("fin-sent", this.name);
        this.#changed();
      }
    });
  }

  /**
   * Sends a RST: `SO_LINGER` of 0, then `close()`. On a Unix-domain socket it is `close()` alone: what is
   * unread then makes the peer's next call fail with `ECONNRESET`.
   */
  abort(): void {
    if (this.isUnix) {
      this.close();
    } else {
      this.#release("rst-sent", () => this.#socket.resetAndDestroy());
    }
  }

  /** `close()`; the kernel sends a RST if bytes are unread or still arrive. */
  close(): void {
    this.#release("closed", () => this.#socket.destroy());
  }

  toHistory(): ConnectionHistory {
    return {
      name: this.name,
      group: this.group,
      ...(this.isAccepted ? { accepted: true as const } : {}),
      localPort: this.#localPort,
      connectingAtMs: this.#connectingAtMs,
      connectedAtMs: this.#connectedAtMs,
      ...this.#exchange.toHistory(),
      waits: this.waits,
      pings: this.pings,
      peerEnd: this.#peerEnd,
      connectError: this.#connectError,
      shutdownAtMs: this.#shutdownAtMs,
      owedAtShutdownBytes: this.#owedAtShutdownBytes,
      inspections: this.inspections,
      ...(this.isUnix ? { queues: this.queues } : {}),
      ...(this.#backlogFullTimes === 0 ? {} : { backlogFullTimes: this.#backlogFullTimes }),
      ...(this.#owedAtReleaseBytes === null
        ? {}
        : { owedAtReleaseBytes: this.#owedAtReleaseBytes }),
    };
  }

  #release(event: "rst-sent" | "closed", release: () => void): void {
    if (this.#state === "released") {
      return;
    }
    clearTimeout(this.#throttled);
    clearTimeout(this.#connectAgain);
    if (this.isUnix && this.#state === "open") {
      this.#owedAtReleaseBytes = Math.max(0, this.owedBytes - this.receivedBytes);
    }
    if (this.#state !== "failed") {
      this.#options.recorder.note(event, this.name);
    }
    this.#state = "released";
    release();
    this.#changed();
  }

  #onConnect(): void {
    this.#localPort = this.#socket.localPort ?? null;
    this.#connectedAtMs = this.#options.clock.nowMs();
    if (this.#state === "connecting") {
      this.#state = "open";
      this.#options.recorder.note("connected", this.name);
    }
    this.#changed();
  }

  #onRead(bytes: Uint8Array): boolean {
    if (this.#state === "released") {
      return false;
    }
    this.#arrivedBytes += bytes.length;
    this.#answers.push(...this.#exchange.receive(bytes));
    this.#options.recorder.moved("received", this.name, bytes.length);
    this.#sendHeld();
    this.#answer();
    if (this.#exchange.flooded) {
      this.abort();
      return false;
    }
    this.#changed();
    return this.#wantsToRead && !this.#throttle(bytes.length);
  }

  /** @returns whether reading must pause to stay within the rate. */
  #throttle(bytes: number): boolean {
    if (this.#bytesPerSecond === null) {
      return false;
    }
    const nowMs = this.#options.clock.nowMs();
    this.#readAgainMs = Math.max(this.#readAgainMs, nowMs) + (bytes / this.#bytesPerSecond) * 1000;
    const waitMs = this.#readAgainMs - nowMs;
    if (waitMs < shortestPauseMs) {
      return false;
    }
    this.#throttled = setTimeout(() => this.#socket.resume(), waitMs);
    return true;
  }

  #onError(error: NodeJS.ErrnoException): void {
    const errno = error.code ?? error.message;
    if (this.#state === "connecting" && this.isUnix && errno === "EAGAIN") {
      this.#connectLater();
    } else if (this.#state === "connecting") {
      this.#state = "failed";
      this.#connectError = errno;
      this.#options.recorder.note("connect-failed", this.name, errno);
      this.#changed();
    } else if (this.#state === "open") {
      this.#onPeerEnd({ how: "rst", errno });
    }
  }

  /**
   * The backlog is full. A blocking connect() would wait there for room, as TCP does by itself; this one,
   * which does not block, has to be tried again (unix(7), EAGAIN).
   */
  #connectLater(): void {
    if (this.#backlogFullTimes === 0) {
      this.#options.recorder.note("backlog-full", this.name);
    }
    this.#backlogFullTimes += 1;
    const { address } = this.#options;
    this.#connectAgain = setTimeout(() => {
      if (!("accepted" in address)) {
        this.#socket = this.#connect(address);
      }
    }, this.#connectAgainMs);
    this.#connectAgainMs = Math.min(2 * this.#connectAgainMs, connectAgainMs.most);
  }

  #onPeerEnd(end: Omit<PeerEnd, "atMs">): void {
    if (this.#state === "released" || this.#peerEnd?.how === "rst") {
      return;
    }
    if (this.#peerEnd === null || end.how === "rst") {
      this.#peerEnd = { ...end, atMs: this.#options.clock.nowMs() };
    }
    if (end.how === "fin") {
      this.#exchange.receiveEnd();
    }
    const event = end.how === "fin" ? "fin-received" : "rst-received";
    this.#options.recorder.note(event, this.name, end.errno ?? undefined);
    this.#drain();
    this.#changed();
  }

  /**
   * Waits until what the kernel held at the reset has been read. The timer alone does not show it:
   * on a busy host it is late, and the event loop runs late timers before it reads.
   */
  #drain(): void {
    clearTimeout(this.#draining);
    const readRest = (before: number) => {
      setImmediate(() => {
        if (this.#arrivedBytes !== before) {
          readRest(this.#arrivedBytes);
          return;
        }
        this.#drained = true;
        this.#changed();
      });
    };
    this.#draining = setTimeout(() => readRest(this.#arrivedBytes), drainAfterResetMs);
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) {
      listener();
    }
  }
}

/**
 * A write that fails because the peer reset the connection must not discard what the peer sent
 * before: `recv()` still returns it. Node destroys the socket on the first error unless
 * `autoDestroy` is off, and `net.Socket` has no option for that.
 */
function keepReadingAfterWriteError(socket: Socket): void {
  const states = socket as unknown as Record<
    "_readableState" | "_writableState",
    { autoDestroy: boolean }
  >;
  states._readableState.autoDestroy = false;
  states._writableState.autoDestroy = false;
}
