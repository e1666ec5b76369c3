import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import { crc32 } from "node:zlib";
import type { Clock } from "../../history/clock.ts";
import type { DatagramReply, DatagramSocketHistory } from "../../history/datagram-history.ts";
import { keyOf } from "../../protocol/datagrams/key.ts";
import { replyToDatagram } from "../../protocol/datagrams/reply.ts";
import type { Protocol } from "../../protocol/protocol.ts";
import type { Content } from "../../scenario/content.ts";
import type { Recorder } from "../recorder.ts";

/** A server that never stops answering is not listened to for ever. */
const repliesMax = 20_000;

const headBytes = 64;

export interface DatagramSocketOptions {
  readonly name: string;
  readonly group: string;
  /** Its place in the group, from 1. */
  readonly index: number;
  readonly to: DatagramSocketHistory["to"];
  /** Its own port; 0 for any. */
  readonly localPort: number;
  readonly connected: boolean;
  /** How many replies it sends back. */
  readonly reflects: number;
  readonly protocol: Protocol;
  readonly recorder: Recorder;
  readonly clock: Clock;
}

/** One datagram that the driver sends, perhaps several times. */
interface Request {
  readonly bytes: Uint8Array;
  readonly part: SentPart;
  /** Its place in the part, from 0. */
  readonly number: number;
  answered: boolean;
}

interface SentPart {
  readonly atMs: number;
  readonly content: readonly Content[];
  readonly seed: number;
  readonly copies: number[];
}

/** Requests that the same reply answers: small datagrams may be alike. */
interface Alike {
  readonly requests: Request[];
  copies: number;
  replies: number;
}

/** One UDP socket of the driver, and a record of what it did. */
export class DatagramSocket {
  readonly name: string;
  readonly group: string;
  readonly index: number;
  readonly waits: DatagramSocketHistory["waits"][number][] = [];
  readonly #options: DatagramSocketOptions;
  readonly #socket: Socket;
  readonly #sent: SentPart[] = [];
  readonly #replies: DatagramReply[] = [];
  readonly #errors: DatagramSocketHistory["errors"][number][] = [];
  readonly #byReply = new Map<string, Alike>();
  readonly #openedAtMs: number;
  #unanswered = new Set<Request>();
  #localPort: number | null = null;
  #openError: string | null = null;
  #requests = 0;
  #copiesOwed = 0;
  #repliesLeftOut = 0;
  #reflected = 0;
  #open = false;
  #onChange: () => void = () => {};

  constructor(options: DatagramSocketOptions) {
    this.#options = options;
    this.name = options.name;
    this.group = options.group;
    this.index = options.index;
    this.#openedAtMs = options.clock.nowMs();
    this.#socket = createSocket(isIPv6(options.to.address) ? "udp6" : "udp4");
    this.#socket.on("message", (bytes, from) => this.#receive(bytes, from));
  }

  /** Binds it. What goes wrong is an observation. */
  async open(): Promise<void> {
    const { to, localPort, connected, recorder } = this.#options;
    const socket = this.#socket;
    try {
      socket.bind({ port: localPort, exclusive: true });
      await once(socket, "listening");
      socket.on("error", (error) => this.#fail(error));
      if (connected) {
        socket.connect(to.port, to.address);
        await once(socket, "connect");
      }
      if (to.target === "broadcast") {
        socket.setBroadcast(true);
      }
      this.#localPort = socket.address().port;
      this.#open = true;
      recorder.note("socket-opened", this.name);
    } catch (error) {
      this.#openError = errnoOf(error);
      recorder.note("connect-failed", this.name, this.#openError);
      socket.close();
    }
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** How many parts were sent, which makes the next part's bytes different. */
  get partsSent(): number {
    return this.#sent.length;
  }

  get requests(): number {
    return this.#requests;
  }

  get answered(): number {
    return this.#requests - this.#unanswered.size;
  }

  /** Whether as much has come back as was sent, with every copy. */
  get isQuit(): boolean {
    return this.#copiesOwed <= 0 && this.#unanswered.size === 0;
  }

  get unansweredBytes(): number {
    let bytes = 0;
    for (const request of this.#unanswered) {
      bytes += request.bytes.length;
    }
    return bytes;
  }

  /** Calls the listener at each reply, instead of the one before. */
  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  beginPart(content: readonly Content[], seed: number): void {
    this.#sent.push({ atMs: this.#options.clock.nowMs(), content, seed, copies: [] });
  }

  /** @returns once the kernel has taken the datagram, or refused it. */
  async send(bytes: Uint8Array): Promise<void> {
    const part = this.#sent.at(-1);
    if (part === undefined) {
      throw new Error("A datagram was sent before the part that it belongs to was begun.");
    }
    const request: Request = {
      bytes: bytes.slice(),
      part,
      number: part.copies.length,
      answered: false,
    };
    part.copies.push(0);
    this.#requests += 1;
    this.#unanswered.add(request);
    this.#alike(request).requests.push(request);
    await this.#sendCopy(request);
  }

  /** Sends what was not answered yet once more. */
  async sendAgain(): Promise<void> {
    await Promise.all([...this.#unanswered].map((request) => this.#sendCopy(request)));
  }

  close(): void {
    if (!this.#open) {
      return;
    }
    this.#open = false;
    this.#socket.close();
    this.#unanswered = new Set();
    this.#byReply.clear();
    this.#options.recorder.note("closed", this.name);
  }

  toHistory(): DatagramSocketHistory {
    const { to } = this.#options;
    return {
      name: this.name,
      group: this.group,
      to,
      openedAtMs: this.#openedAtMs,
      localPort: this.#localPort,
      openError: this.#openError,
      sent: this.#sent,
      replies: this.#replies,
      repliesLeftOut: this.#repliesLeftOut,
      reflected: this.#reflected,
      errors: this.#errors,
      waits: this.waits,
    };
  }

  #alike({ bytes }: Request): Alike {
    const owed = replyToDatagram(this.#options.protocol, bytes);
    const key = keyOf({ bytes: owed.length, crc: crc32(owed) });
    const known = this.#byReply.get(key);
    const alike = known ?? { requests: [], copies: 0, replies: 0 };
    this.#byReply.set(key, alike);
    return alike;
  }

  async #sendCopy(request: Request): Promise<void> {
    if (!this.#open) {
      return;
    }
    const alike = this.#alike(request);
    const { part, number, bytes } = request;
    const count = (by: 1 | -1) => {
      part.copies[number] = (part.copies[number] ?? 0) + by;
      alike.copies += by;
      this.#copiesOwed += by;
    };
    count(1);
    const { to, connected, recorder } = this.#options;
    recorder.datagram("datagrams-sent", this.name, bytes.length);
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = (error: Error | null) => {
      if (error !== null) {
        count(-1);
        this.#fail(error);
      }
      resolve();
    };
    if (connected) {
      this.#socket.send(bytes, done);
    } else {
      this.#socket.send(bytes, to.port, to.address, done);
    }
    await promise;
  }

  #receive(bytes: Uint8Array, { address, port }: RemoteInfo): void {
    if (port === this.#localPort && isOwnAddress(address)) {
      return; // A broadcast comes back to its sender, if that has the port it is for.
    }
    if (this.#replies.length >= repliesMax) {
      this.#repliesLeftOut += 1;
      return;
    }
    const { to, recorder, clock } = this.#options;
    const reply = { atMs: clock.nowMs(), bytes: bytes.length, crc: crc32(bytes) };
    const isFromThere = address === to.address && port === to.port;
    const from = isFromThere ? {} : { from: `${address}:${port}` };
    const isKnown = this.#match(reply);
    const head = isKnown
      ? {}
      : { head: Buffer.from(bytes.subarray(0, headBytes)).toString("base64") };
    this.#replies.push({ ...reply, ...from, ...head });
    recorder.datagram("datagrams-received", this.name, bytes.length);
    if (this.#reflected < this.#options.reflects) {
      this.#reflected += 1;
      this.#socket.send(bytes, port, address, () => {});
    }
    this.#onChange();
  }

  /** @returns whether it equals what a request of this socket is owed. */
  #match(reply: Pick<DatagramReply, "bytes" | "crc">): boolean {
    const alike = this.#byReply.get(keyOf(reply));
    if (alike === undefined) {
      return false;
    }
    alike.replies += 1;
    if (alike.replies <= alike.copies) {
      this.#copiesOwed -= 1;
    }
    const first = alike.requests.find(({ answered }) => !answered);
    if (first !== undefined) {
      first.answered = true;
      this.#unanswered.delete(first);
    }
    return true;
  }

  #fail(error: unknown): void {
    this.#errors.push({ atMs: this.#options.clock.nowMs(), errno: errnoOf(error) });
  }
}

function isOwnAddress(wanted: string): boolean {
  return Object.values(networkInterfaces()).some((addresses = []) =>
    addresses.some(({ address }) => address === wanted),
  );
}

function errnoOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
