import type { Limits, Owed } from "../../protocol.ts";
import { frameHeaderIn, opcodes, serverFrame } from "../websocket/frame.ts";
import { startReplies as startEchoes } from "../websocket/replies.ts";
import { envelopeBytes } from "./envelope.ts";
import { formatPacket, type Packet, packetTypes, parsePacket } from "./packet.ts";
import { arePlaceholdersValid } from "./placeholders.ts";

/** The namespaces that the contract knows. */
const namespaces = ["/", "/custom"];

const nothing = new Uint8Array();

/** @returns what a server that keeps to the contract owes for each frame of a connection. */
export function startReplies({ maxFrameBytes }: Limits): (frame: Uint8Array) => Owed<Uint8Array> {
  const echo = startEchoes({ maxFrameBytes: maxFrameBytes + envelopeBytes });
  const answer = startAnswers();
  return (frame) => {
    // A whole message is what a WebSocket server would echo: fragments are put together there.
    const echoed = echo(frame);
    const message = echoed === null || "last" in echoed ? null : messageIn(echoed);
    return message === null ? echoed : answer(message);
  };
}

interface Message {
  readonly isText: boolean;
  readonly payload: Uint8Array;
}

/** @returns null for the answer to a control frame, and for none. */
function messageIn(frame: Uint8Array): Message | null {
  const header = frameHeaderIn(frame);
  return header === null || header.opcode >= opcodes.close
    ? null
    : { isText: header.opcode === opcodes.text, payload: frame.subarray(header.bytes) };
}

function startAnswers(): (message: Message) => Owed<Uint8Array> {
  /** The opening has connected the client to the main namespace. */
  const connected = new Set(["/"]);
  let unfinished: { readonly packet: Packet; readonly attachments: Uint8Array[] } | null = null;

  const takePacket = (packet: Packet, attachments: readonly Uint8Array[]): Owed<Uint8Array> => {
    const { type, namespace } = packet;
    switch (type) {
      case packetTypes.connect:
        return connected.has(namespace) ? null : answerConnect(namespace, connected);
      case packetTypes.disconnect:
        return connected.delete(namespace) ? nothing : null;
      case packetTypes.connectError:
        return null;
      default:
        return connected.has(namespace) ? answerEvent(packet, attachments) : null;
    }
  };

  const takeText = (text: string): Owed<Uint8Array> => {
    if (!text.startsWith("4")) {
      return /^[02356]/.test(text) ? nothing : null;
    }
    const packet = unfinished === null ? parsePacket(text.slice(1)) : null;
    if (packet === null || packet.attachments === 0) {
      return packet === null ? null : takePacket(packet, []);
    }
    unfinished = { packet, attachments: [] };
    return arePlaceholdersValid(packet.payload, packet.attachments) ? nothing : null;
  };

  const takeAttachment = (attachment: Uint8Array): Owed<Uint8Array> => {
    if (unfinished === null) {
      return null;
    }
    const { packet, attachments } = unfinished;
    attachments.push(attachment);
    if (attachments.length < packet.attachments) {
      return nothing;
    }
    unfinished = null;
    return takePacket(packet, attachments);
  };

  return ({ isText, payload }) =>
    isText ? takeText(Buffer.from(payload).toString()) : takeAttachment(payload);
}

/** The session and the message are the server's choice. */
function answerConnect(namespace: string, connected: Set<string>): Uint8Array {
  const common = { namespace, attachments: 0, id: null };
  if (!namespaces.includes(namespace)) {
    const payload = { message: "Invalid namespace" };
    return framesOf({ ...common, type: packetTypes.connectError, payload }, []);
  }
  connected.add(namespace);
  return framesOf({ ...common, type: packetTypes.connect, payload: { sid: "any" } }, []);
}

/** An event `msg` comes back, and an event `ack` is acknowledged with its arguments. */
function answerEvent(packet: Packet, attachments: readonly Uint8Array[]): Uint8Array {
  const { type, id } = packet;
  if (type === packetTypes.ack || type === packetTypes.binaryAck) {
    return nothing;
  }
  const [name, ...sent] = packet.payload as readonly unknown[];
  if (name === "msg") {
    return framesOf({ ...packet, id: null }, attachments);
  }
  const ack = attachments.length === 0 ? packetTypes.ack : packetTypes.binaryAck;
  return name === "ack" && id !== null
    ? framesOf({ ...packet, type: ack, payload: sent }, attachments)
    : nothing;
}

/** A packet as a server sends it, with its attachments. */
function framesOf(packet: Packet, attachments: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([
    serverFrame(opcodes.text, Buffer.from(formatPacket(packet))),
    ...attachments.map((attachment) => serverFrame(opcodes.binary, attachment)),
  ]);
}
