import { fillIn, takeOut } from "./attachments.ts";
import type { Fault } from "./fault.ts";
import { formatPacket, type Packet, parsePacket, types } from "./packet.ts";

/** What a connection can do for its client. */
export interface Peer {
  /** A message of Engine.IO. */
  send(text: string): void;
  sendAttachment(bytes: Buffer): void;
  end(): void;
}

export interface Session {
  takeMessage(bytes: Buffer): void;
  takeAttachment(bytes: Buffer): void;
  /** All that one read brought has been taken. */
  endOfRead(): void;
}

const known = ["/", "/custom"];

/** Sends events `msg` back and acknowledges events `ack`, through the fault if there is one. */
export function startSession(peer: Peer, fault: Fault): Session {
  const connected = new Set<string>();
  let unfinished: { readonly packet: Packet; readonly attachments: Buffer[] } | null = null;

  const send = (packet: Omit<Packet, "attachments">) => sendPacket(peer, packet, fault);

  const connect = (namespace: string) => {
    if (connected.has(namespace)) {
      peer.end();
    } else if (known.includes(namespace) || fault === "any-namespace") {
      connected.add(namespace);
      send({ type: types.connect, namespace, id: null, payload: { sid: "a-socket" } });
    } else {
      const payload = { message: "Invalid namespace" };
      send({ type: types.connectError, namespace, id: null, payload });
    }
  };

  const disconnect = (namespace: string) => {
    if (!connected.delete(namespace) || fault === "namespace-ends-connection") {
      peer.end();
    }
  };

  const takeEvent = ({ namespace, id }: Packet, [name, ...all]: readonly unknown[]) => {
    const values = fault === "first-argument-only" ? all.slice(0, 1) : all;
    const back = fault === "forgets-namespace" ? "/" : namespace;
    if (name === "msg") {
      send({ type: types.event, namespace: back, id: null, payload: ["msg", ...values] });
    }
    const isAsked = fault === "no-id-0" ? Boolean(id) : id !== null;
    if (name === "ack" && isAsked) {
      send({ type: types.ack, namespace: back, id, payload: values });
    }
  };

  const isServed = (namespace: string): boolean => {
    const isEager = connected.size === 0 && fault === "event-before-connect";
    const isStranger = connected.size > 0 && fault === "event-to-unconnected-namespace";
    return connected.has(namespace) || isEager || isStranger;
  };

  const take = (packet: Packet, attachments: readonly Buffer[]) => {
    const { type, namespace } = packet;
    if (type === types.connect) {
      connect(namespace);
    } else if (type === types.disconnect) {
      disconnect(namespace);
    } else if (type === types.connectError || !isServed(namespace)) {
      peer.end();
    } else if (type === types.event || type === types.binaryEvent) {
      try {
        const payload = fillIn(packet.payload, attachments, fault) as readonly unknown[];
        takeEvent(packet, payload);
      } catch {
        peer.end();
      }
    }
  };

  return {
    takeMessage(bytes) {
      const packet = parsePacket(bytes, fault);
      if (unfinished !== null && fault !== "drops-unfinished-events") {
        peer.end();
        return;
      }
      unfinished = null;
      if (packet === "bad") {
        peer.end();
      } else if (packet !== "dropped" && packet.attachments === 0) {
        take(packet, []);
      } else if (packet !== "dropped") {
        unfinished = { packet, attachments: [] };
      }
    },
    takeAttachment(bytes) {
      if (unfinished === null) {
        if (fault !== "drops-stray-attachments") {
          peer.end();
        }
        return;
      }
      const { packet, attachments } = unfinished;
      attachments.push(bytes);
      if (attachments.length === packet.attachments) {
        unfinished = null;
        take(packet, attachments);
      }
    },
    endOfRead() {
      if (fault === "attachments-in-one-read") {
        unfinished = null;
      }
    },
  };
}

function sendPacket(peer: Peer, packet: Omit<Packet, "attachments">, fault: Fault): void {
  const { payload, attachments } =
    fault === "attachments-in-json" && packet.type === types.ack
      ? { payload: packet.payload, attachments: [] }
      : takeOut(packet.payload);
  const binary = packet.type === types.ack ? types.binaryAck : types.binaryEvent;
  const type = attachments.length === 0 ? packet.type : binary;
  peer.send(formatPacket({ ...packet, type, payload, attachments: attachments.length }));
  for (const attachment of attachments) {
    peer.sendAttachment(attachment);
  }
}
