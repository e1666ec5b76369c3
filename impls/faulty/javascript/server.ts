import { createServer, type Server, type Socket } from "node:net";
import process from "node:process";
import { serve } from "./connection.ts";
import { type Fault, parseFault } from "./fault.ts";
import { handlePeerErrors, recoverByDroppingAll } from "./peer-errors.ts";
import { stopOnSignal } from "./stop.ts";

const slotsMax = 20;
const peersMax = 40;

const [host = "::", port = "7007", maxFrame = "1048576", word = "none"] = process.argv.slice(2);
start(parseFault(word));

function start(fault: Fault): void {
  const sockets = new Set<Socket>();
  const slots = { taken: 0 };
  // Half-closed: a peer that has sent FIN still gets everything that it is owed.
  const server: Server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => {
      sockets.delete(socket);
      if (fault === "exits-after-last-connection" && sockets.size === 0) {
        // Written for inetd, which starts it again for the next one.
        process.exit();
      }
    });
    handlePeerErrors(socket, server, fault);
    if (fault === "turns-away-when-busy" && sockets.size > peersMax) {
      socket.end();
      return;
    }
    if (fault !== "leaks-slots" || takeSlot(socket, slots)) {
      serve(socket, Number(maxFrame), fault);
    }
  });
  if (fault === "drops-all-after-error") {
    recoverByDroppingAll(sockets, server);
  }
  stopOnSignal(server, sockets, fault);
  // "ipv4-only" has the address of all interfaces in its configuration file: of one family's.
  const address = fault === "ipv4-only" ? "0.0.0.0" : host;
  server.listen({ host: address, port: Number(port), backlog: 1024 });
}

/** A limit on connections that is given back at "end" alone: one that is reset keeps its slot. */
function takeSlot(socket: Socket, slots: { taken: number }): boolean {
  if (slots.taken >= slotsMax) {
    return false;
  }
  slots.taken += 1;
  socket.on("end", () => {
    slots.taken -= 1;
  });
  return true;
}
