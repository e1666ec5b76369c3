import type { Socket } from "node:net";
import type { Fault } from "./fault.ts";

/** Reading stops above this many bytes owed, and goes on below half of it. */
const fullBytes = 1024 * 1024;

/** Cost of an entry of the queue beside its bytes: replies may be as short as a header. */
const entryBytes = 64;

/** Replies owed to one peer; bounded, because nothing is read from a peer that does not take them. */
export class ReplyQueue {
  readonly #socket: Socket;
  readonly #fault: Fault;
  #waiting: Buffer[] = [];
  #owedBytes = 0;
  #writing = false;
  #ending = false;
  #heldBack = false;

  constructor(socket: Socket, fault: Fault) {
    this.#socket = socket;
    this.#fault = fault;
  }

  push(replies: readonly Buffer[]): void {
    for (const reply of replies) {
      this.#waiting.push(reply);
      this.#owedBytes += entryBytes + reply.length;
    }
    this.#writeNext();
    if (this.#owedBytes > fullBytes) {
      this.#holdBack();
    }
  }

  /** Sends what is owed, then FIN. */
  end(): void {
    this.#ending = true;
    this.#writeNext();
  }

  #holdBack(): void {
    if (this.#fault === "reads-without-limit") {
      // The result of write() is ignored: whoever asks and never reads fills this process's memory.
      return;
    }
    if (this.#fault === "drops-slow-peer") {
      // A full queue is taken for a dead peer. It may be one that is busy.
      if (this.#owedBytes > 2 * fullBytes) {
        this.#socket.destroy();
      }
      return;
    }
    this.#heldBack = true;
    this.#socket.pause();
  }

  #writeNext(): void {
    if (this.#writing) {
      return;
    }
    const bytes = this.#waiting.shift();
    if (bytes === undefined) {
      if (this.#ending) {
        this.#socket.end();
      }
      return;
    }
    this.#writing = true;
    this.#socket.write(bytes, (error) => {
      if (error) {
        return; // The socket is destroyed, and this queue with it.
      }
      this.#writing = false;
      this.#owedBytes -= entryBytes + bytes.length;
      // "never-resumes" has pause() and forgets that somebody must call resume() on "drain".
      const mayGoOn = this.#heldBack && this.#owedBytes < fullBytes / 2;
      if (mayGoOn && this.#fault !== "never-resumes") {
        this.#heldBack = false;
        this.#socket.resume();
      }
      this.#writeNext();
    });
  }
}
