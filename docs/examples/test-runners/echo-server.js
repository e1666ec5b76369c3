// Sends back whatever it receives (RFC 862), and closes its side when the peer has closed its own.
import { createServer } from "node:net";

const [port] = process.argv.slice(2);

createServer({ allowHalfOpen: true }, (socket) => {
  socket.on("error", () => {}).pipe(socket);
}).listen(Number(port), "0.0.0.0");
