import type { Protocol } from "../scenario/scenario.ts";

/** How one protocol encodes messages on the byte stream, and what a server owes for them. */
export interface Codec {
  readonly protocol: Protocol;
  /** Size of a message's header, in bytes. */
  readonly headerBytes: number;
  /** Writes a message's header to the beginning of `message`. */
  writeHeader(message: Uint8Array, payloadBytes: number): void;
  /** @returns a model of one connection, which computes everything the server must send back. */
  startModel(limits: ModelLimits): EchoModel;
}

export interface ModelLimits {
  /** Largest payload that the server accepts, in bytes. */
  readonly maxFrameBytes: number;
}

/** The reply of a correct server on one connection to the bytes sent on it. */
export interface EchoModel {
  /**
   * Takes the next bytes that the client sent.
   *
   * @returns the bytes that the server owes for them, in order. They may share memory with the
   * input of this call.
   */
  push(bytes: Uint8Array): readonly Uint8Array[];
  /** Total bytes owed so far. */
  readonly owedBytes: number;
  /** Whether the client has sent what must end the connection. */
  readonly refused: boolean;
}
