import type { Protocol } from "../scenario/scenario.ts";

/** How the messages of one protocol lie on the byte stream, and what a server owes for them. */
export interface Codec {
  readonly protocol: Protocol;
  /** Bytes of a message before its payload. */
  readonly headerBytes: number;
  /** Writes a message's header to the beginning of `message`. */
  writeHeader(message: Uint8Array, payloadBytes: number): void;
  /** @returns a model of one connection, from which everything that must come back derives. */
  startModel(limits: ModelLimits): EchoModel;
}

export interface ModelLimits {
  /** Largest payload that the server accepts, in bytes. */
  readonly maxFrameBytes: number;
}

/** What a correct server would have sent back on one connection, given what was sent to it. */
export interface EchoModel {
  /**
   * Takes the next bytes that the client sent.
   *
   * @returns the bytes that they make the server owe, in order. They may share memory with what
   * was passed in this time.
   */
  push(bytes: Uint8Array): readonly Uint8Array[];
  /** All that is owed so far, in bytes. */
  readonly owedBytes: number;
}
