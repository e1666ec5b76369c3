import type { ReplyPart, ReplyReader } from "../../protocol.ts";
import { clientFrame, opcodes, strictText } from "../websocket/frame.ts";
import { type MessageSink, readMessages } from "../websocket/read-replies.ts";
import { wrongFieldsOf } from "./open-packet.ts";
import { isRecord, type Packet, packetTypes, parsePacket } from "./packet.ts";
import { arePlaceholdersValid, canonical } from "./placeholders.ts";

/** Reads what a server sends as packets, each a line of text in one spelling. */
export function readPackets(): ReplyReader {
  return readMessages(collectMessages(startSession()));
}

/** What a whole message says; `why` it must not be sent, or the parts that it stands for. */
type Said = readonly ReplyPart[] | { readonly why: string };

interface Session {
  /** The server has agreed to speak WebSocket. */
  open(agreed: readonly ReplyPart[]): void;
  takeText(text: string): Said;
  takeBinary(bytes: Uint8Array): Said;
}

/** Twice the largest cap that a manifest may name: a server may escape characters. */
const messageBytesMax = 128 * 1024 * 1024;

/** Puts messages together, and hands them over whole: JSON is compared as values. */
function collectMessages(session: Session): MessageSink {
  let opcode: number | null = null;
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  const text = strictText();

  const take = (payload: Uint8Array): Said => {
    if (opcode === opcodes.binary) {
      return session.takeBinary(payload);
    }
    try {
      return session.takeText(text.decode(payload));
    } catch (error) {
      return {
        why: `a text that cannot be read: ${error instanceof Error ? error.message : error}`,
      };
    }
  };

  return {
    get isWithin() {
      return opcode !== null;
    },
    open(agreed) {
      session.open(agreed);
      return [];
    },
    begin(begun) {
      if (begun === opcodes.text || begun === opcodes.binary) {
        opcode = begun;
      }
      return [];
    },
    add(piece) {
      bytes += piece.length;
      if (bytes > messageBytesMax) {
        return [{ malformed: "a message that is longer than any that is owed", rest: piece }];
      }
      // The caller uses its memory again.
      pieces.push(Uint8Array.from(piece));
      return [];
    },
    // Nobody asks for one.
    pong: () => [],
    end() {
      const payload = Buffer.concat(pieces);
      pieces = [];
      bytes = 0;
      const said = take(payload);
      opcode = null;
      return "why" in said ? [{ malformed: said.why, rest: payload }] : said;
    },
  };
}

function startSession(): Session {
  /** What the handshake said, until the open packet completes it. */
  let agreed: readonly ReplyPart[] | null = null;
  let unfinished: { readonly packet: Packet; readonly attachments: Uint8Array[] } | null = null;

  const takePacket = (text: string): Said => {
    const packet = parsePacket(text);
    if (packet === null) {
      return { why: "a message that is no Socket.IO packet" };
    }
    if (packet.attachments === 0) {
      return linesOf(packet, []);
    }
    unfinished = { packet, attachments: [] };
    return arePlaceholdersValid(packet.payload, packet.attachments)
      ? []
      : { why: "a placeholder of no attachment" };
  };

  const takeOpen = (json: string): Said => {
    const wrong = wrongFieldsOf(json);
    const parts = [...(agreed ?? []), `open${wrong}\n`];
    agreed = null;
    return parts;
  };

  return {
    open(parts) {
      agreed = parts;
    },
    takeText(text) {
      const data = text.slice(1);
      if (agreed !== null) {
        return text.startsWith("0") ? takeOpen(data) : { why: "a packet before the open packet" };
      }
      switch (text.charAt(0)) {
        case "1":
          return [{ farewell: "close\n" }];
        case "2":
          return [{ answer: clientFrame(opcodes.text, Buffer.from(`3${data}`)) }];
        case "4":
          return unfinished === null
            ? takePacket(data)
            : { why: "a message before all attachments of another" };
        case "6":
          return [];
        default:
          return { why: "an Engine.IO packet that a server does not send" };
      }
    },
    takeBinary(attachment) {
      if (unfinished === null) {
        return { why: "an attachment of nothing" };
      }
      const { packet, attachments } = unfinished;
      attachments.push(attachment);
      if (attachments.length < packet.attachments) {
        return [];
      }
      unfinished = null;
      return linesOf(packet, attachments);
    },
  };
}

/** A packet as it is compared: of what the server chooses, only that it is there. */
function linesOf(packet: Packet, attachments: readonly Uint8Array[]): Said {
  const { type, namespace, id, payload } = packet;
  switch (type) {
    case packetTypes.connect:
      return hasText(payload, "sid")
        ? [`connect ${namespace}\n`]
        : { why: "a CONNECT packet without a sid" };
    case packetTypes.connectError:
      return hasText(payload, "message")
        ? [`connect error ${namespace}\n`]
        : { why: "a CONNECT_ERROR packet without a message" };
    case packetTypes.disconnect:
      return [{ farewell: `disconnect ${namespace}\n` }];
    case packetTypes.event:
    case packetTypes.binaryEvent:
      return [`event ${namespace} ${id ?? ""}${canonical(payload, attachments)}\n`];
    case packetTypes.ack:
    case packetTypes.binaryAck:
      return [`ack ${namespace} ${id ?? ""}${canonical(payload, attachments)}\n`];
  }
}

function hasText(payload: unknown, name: string): boolean {
  const text = isRecord(payload) ? payload[name] : undefined;
  return typeof text === "string" && text !== "";
}
