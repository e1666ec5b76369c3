import type { Server, Socket } from "node:net";
import process from "node:process";
import type { Fault } from "./fault.ts";

const patienceMs = 4000;
const silenceMs = 500;

/** On SIGTERM, refuses new connections, and ends with the last one or after `patienceMs`. */
export function stopOnSignal(server: Server, sockets: ReadonlySet<Socket>, fault: Fault): void {
  if (fault === "no-signal-handler") {
    // The default action ends the process at once, with all that it owes. A process 1 has none.
    return;
  }
  process.on("SIGTERM", () => {
    if (fault === "ignores-sigterm") {
      // A handler that logs and does no more: it takes the place of the default action.
      return;
    }
    server.close();
    if (fault === "waits-for-peers") {
      // close() calls back when the last connection has ended, which is the peers' affair.
      return;
    }
    if (fault === "waits-for-readers") {
      // Silent peers are closed. One that is owed something gets all the time that it wants.
      setTimeout(() => closeSilent(sockets), silenceMs).unref();
      return;
    }
    setTimeout(() => process.exit(0), patienceMs).unref();
  });
}

function closeSilent(sockets: ReadonlySet<Socket>): void {
  for (const socket of sockets) {
    if (socket.writableLength === 0) {
      socket.destroy();
    }
  }
}
