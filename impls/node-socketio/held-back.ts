import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Socket } from "socket.io";
import { type ServerOptions, type WebSocket, WebSocketServer } from "ws";

const CLOSE_TIMEOUT_MS = 2_000;

/** A connection of Engine.IO, which the namespaces of a client share. */
export type Connection = Socket["conn"];

const webSockets = new WeakMap<IncomingMessage, WebSocket>();

/** The engine of socket.io's connections, with what socket.io's own options do not reach. */
export class HeldBackWebSockets extends WebSocketServer {
  constructor(options: ServerOptions) {
    // A refused peer that neither closes nor reads is not waited for any longer. The types of ws lack
    // this option.
    const all: ServerOptions & { readonly closeTimeout: number } = {
      ...options,
      closeTimeout: CLOSE_TIMEOUT_MS,
    };
    super(all);
  }

  override handleUpgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    onOpen: (client: WebSocket, request: IncomingMessage) => void,
  ): void {
    super.handleUpgrade(request, socket, head, (webSocket, upgraded) => {
      webSockets.set(request, webSocket);
      onOpen(webSocket, upgraded);
    });
  }
}

/**
 * socket.io keeps whatever a peer does not read. So reading waits while the kernel has not taken what
 * was sent, and TCP's flow control holds the peer back instead of this process's memory.
 */
export function holdBack(connection: Connection): void {
  const { transport, request } = connection;
  const webSocket = webSockets.get(request);
  // Packets were handed to the transport, which is not writable again before the kernel has them.
  connection.on("drain", () => webSocket?.pause());
  // Before this listener, the connection has handed over what had to wait, if anything.
  transport.on("ready", () => {
    if (transport.writable) webSocket?.resume();
  });
}
