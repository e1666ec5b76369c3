import type { Fault } from "./fault.ts";

/** Socket.IO protocol v5, exchange protocol. */
export const types = {
  connect: 0,
  disconnect: 1,
  event: 2,
  ack: 3,
  connectError: 4,
  binaryEvent: 5,
  binaryAck: 6,
};

export interface Packet {
  readonly type: number;
  readonly attachments: number;
  readonly namespace: string;
  readonly id: number | null;
  readonly payload: unknown;
}

/** @returns `dropped` for what a fault does not mind; `bad` for what ends the connection. */
export function parsePacket(bytes: Buffer, fault: Fault): Packet | "dropped" | "bad" {
  const text = bytes.toString(fault === "text-as-latin1" ? "latin1" : "utf8");
  const found = /^([0-6])(?:(\d+)-)?(?:(\/[^,]*)(?:,|$))?(\d*)(.*)$/s.exec(text);
  if (found === null) {
    return fault === "drops-unknown-types" ? "dropped" : "bad";
  }
  const [, type, count, namespace = "/", id = "", rest = ""] = found;
  // With the fault, an id goes as far as the array.
  const json = fault === "any-id" ? rest.slice(Math.max(0, rest.search(/[[{]/))) : rest;
  const isEmpty = json === "" && type === "2" && fault === "no-payload-is-empty";
  const payload = isEmpty ? [""] : parseJson(json);
  const packet = {
    type: Number(type),
    attachments: Number(count ?? 0),
    namespace,
    id: id === "" ? null : Number(id),
    payload,
  };
  if (isBinary(packet.type) === packet.attachments > 0 && isValid(packet)) {
    return packet;
  }
  return fault === "drops-bad-payloads" && rest !== "" ? "dropped" : "bad";
}

function isBinary(type: number): boolean {
  return type === types.binaryEvent || type === types.binaryAck;
}

/** @returns null for what is no JSON; undefined for nothing. */
function parseJson(json: string): unknown {
  try {
    return json === "" ? undefined : JSON.parse(json);
  } catch {
    return null;
  }
}

function isValid({ type, payload }: Packet): boolean {
  switch (type) {
    case types.connect:
      return payload === undefined || isObject(payload);
    case types.event:
    case types.binaryEvent:
      return Array.isArray(payload) && payload.length > 0;
    case types.ack:
    case types.binaryAck:
      return Array.isArray(payload);
    default:
      return true;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function formatPacket({ type, attachments, namespace, id, payload }: Packet): string {
  const count = attachments === 0 ? "" : `${attachments}-`;
  const space = namespace === "/" ? "" : `${namespace},`;
  return `${type}${count}${space}${id ?? ""}${payload === undefined ? "" : JSON.stringify(payload)}`;
}
