import { createSocket, type RemoteInfo } from "node:dgram";
import process from "node:process";

/** echo, chargen: what comes from there was sent in answer, or forged, and would be answered for ever. */
const ANSWERING_PORTS = [7, 19];

const [host = "0.0.0.0", port = "7", group = ""] = process.argv.slice(2);

const socket = createSocket("udp4");

socket.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});

// Before binding: a supervisor that waits for the socket may send a signal immediately. Nothing is owed to
// anybody but the datagram that is being handled.
process.once("SIGTERM", () => socket.close());
process.once("SIGINT", () => socket.close());

socket.on("message", echo);
socket.bind(Number(port), host, () => {
  if (group !== "") join();
});

/** The address belongs to the datagram: the next one may be another peer's. */
function echo(data: Buffer, peer: RemoteInfo): void {
  if (ANSWERING_PORTS.includes(peer.port) || peer.port === Number(port)) return;
  // With a callback, an error concerns this answer alone: without, it would end the socket.
  socket.send(data, peer.port, peer.address, () => {});
}

function join(): void {
  try {
    socket.addMembership(group);
  } catch (error) {
    // There may be no interface for groups. The server's own address can still be asked.
    process.stderr.write(`${group}: ${(error as Error).message}\n`);
  }
}
