import type { ProtocolDefinition } from "../protocol.ts";
import {
  alphabet,
  envelopeBytes,
  headerOf,
  isNoPacket,
  maskPayload,
  trailerOf,
} from "./socketio/envelope.ts";
import { readPackets } from "./socketio/read-packets.ts";
import { startReplies } from "./socketio/replies.ts";
import { clientFrame, opcodes, serverFrame } from "./websocket/frame.ts";
import { handshakeRequest, handshakeResponse } from "./websocket/handshake.ts";
import { measureFrame, normalClosure } from "./websocket.ts";

const clientText = (text: string) => clientFrame(opcodes.text, Buffer.from(text));
const serverText = (text: string) => serverFrame(opcodes.text, Buffer.from(text));

/** Of what a server chooses, the reader looks only whether it is there. */
const openPacket = `0${JSON.stringify({
  sid: "any",
  upgrades: [],
  pingInterval: 25_000,
  pingTimeout: 20_000,
  maxPayload: 1_000_000,
})}`;

/**
 * Engine.IO 4 and Socket.IO 5 over WebSocket. The messages of the catalogue are events `msg` with one
 * string, each in one masked frame. What comes back is compared as packets: a server may write JSON in
 * several ways.
 */
export const socketio: ProtocolDefinition = {
  name: "socketio",
  title: "Socket.IO 5 over Engine.IO 4 and WebSocket: events that come back",
  contract:
    "Serve WebSocket at /socket.io/. Send an event msg back with its arguments, and nothing else. " +
    "Acknowledge an event ack with its arguments. Do so in the main namespace and in /custom, and refuse " +
    "every other. Accept packets of 12 bytes more than {maxFrame}. Give a client 10 s to answer a ping.",
  opening: [
    {
      send: handshakeRequest("/socket.io/?EIO=4&transport=websocket"),
      reply: Buffer.concat([Buffer.from(handshakeResponse), serverText(openPacket)]),
    },
    { send: clientText("40"), reply: serverText('40{"sid":"any"}') },
  ],
  header: headerOf,
  mask: maskPayload,
  trailer: trailerOf,
  alphabet,
  measure(bytes, { maxFrameBytes }) {
    const found = measureFrame(bytes, { maxFrameBytes: maxFrameBytes + envelopeBytes });
    return typeof found === "number" && isNoPacket(bytes) ? "refused" : found;
  },
  startReplies,
  startReader: readPackets,
  lengths: { most: Number.MAX_SAFE_INTEGER - envelopeBytes },
  // The test suite of the Engine.IO protocol: closes the session upon invalid packet format.
  unacceptable: () => clientText("abc"),
  // As clients close the transport. Whether a server takes a close packet is left to a scenario of its own.
  closing: normalClosure,
  halfClose: false,
  // Socket.IO's delivery guarantees: an event arrives at most once.
  dropsUnanswered: true,
  // By the contract; a client that does not read, or is within a message, cannot answer a ping.
  patienceMs: 10_000,
};
