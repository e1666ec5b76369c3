import { once } from "node:events";
import type { Server, Socket } from "node:net";
import process from "node:process";
import type { Fault } from "./fault.ts";

/** Takes note of a connection that its peer has reset: it costs nobody else, and "close" follows. */
export function handlePeerErrors(socket: Socket, server: Server, fault: Fault): void {
  switch (fault) {
    case "no-error-listener":
    case "drops-all-after-error":
      // An "error" event without a listener is thrown, out of the event loop.
      return;
    case "unhandled-rejection":
      // once() rejects on "error", and nothing catches it.
      once(socket, "end").then(() => {});
      return;
    case "stops-after-error":
      // The "error" of a socket is taken for one of the server.
      socket.on("error", () => server.close());
      return;
    default:
      socket.on("error", () => {});
  }
}

/** With "drops-all-after-error" it does not end, but starts over without its clients. */
export function recoverByDroppingAll(sockets: ReadonlySet<Socket>, server: Server): void {
  const dropAll = () => {
    for (const socket of sockets) {
      socket.destroy();
    }
  };
  // A server that cannot listen ends all the same.
  server.once("listening", () => process.on("uncaughtException", dropAll));
}
