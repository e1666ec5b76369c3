import { createServer } from "node:net";
import process from "node:process";
import { startConnection } from "./connection.ts";
import { parseFault } from "./fault.ts";

/** What `42["msg",""]` takes beside the payload. */
const envelopeBytes = 12;

const [host = "0.0.0.0", port = "3000", maxPayloadBytes = "1048576", word = "none"] =
  process.argv.slice(2);
const options = {
  fault: parseFault(word),
  maxPacketBytes: Number(maxPayloadBytes) + envelopeBytes,
};

const server = createServer({ noDelay: true }, (socket) => {
  socket.on("error", () => {});
  startConnection(socket, options);
});
process.once("SIGTERM", () => process.exit(0));
server.listen({ host, port: Number(port), backlog: 1024 });
