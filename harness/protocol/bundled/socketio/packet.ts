/** Socket.IO protocol v5, exchange protocol. */
export const packetTypes = {
  connect: 0,
  disconnect: 1,
  event: 2,
  ack: 3,
  connectError: 4,
  binaryEvent: 5,
  binaryAck: 6,
} as const;

type PacketType = (typeof packetTypes)[keyof typeof packetTypes];

export interface Packet {
  readonly type: PacketType;
  /** How many binary messages follow, which its payload has placeholders for. */
  readonly attachments: number;
  readonly namespace: string;
  /** Of an acknowledgement; null where there is none. */
  readonly id: number | null;
  /** JSON; undefined where there is none. */
  readonly payload: unknown;
}

/** Type, attachments, namespace, acknowledgement id, JSON. */
const encoding = /^([0-6])(?:(\d+)-)?(?:(\/[^,]*)(?:,|$))?(\d*)(.*)$/s;

/**
 * @param text of an Engine.IO message, behind its type.
 * @returns null for what is no packet, or one with a payload that its type cannot have.
 */
export function parsePacket(text: string): Packet | null {
  const found = encoding.exec(text);
  if (found === null) {
    return null;
  }
  const [, type, attachments, namespace = "/", id, json = ""] = found;
  const payload = parseJson(json);
  if (payload === notJson) {
    return null;
  }
  const packet: Packet = {
    type: Number(type) as PacketType,
    attachments: Number(attachments ?? 0),
    namespace,
    id: id === "" ? null : Number(id),
    payload,
  };
  return isValid(packet, attachments !== undefined) ? packet : null;
}

const notJson = Symbol("not JSON");

function parseJson(json: string): unknown {
  try {
    return json === "" ? undefined : JSON.parse(json);
  } catch {
    return notJson;
  }
}

function isValid({ type, attachments, payload }: Packet, saysAttachments: boolean): boolean {
  const isBinary = type === packetTypes.binaryEvent || type === packetTypes.binaryAck;
  if (isBinary ? attachments === 0 : saysAttachments) {
    return false;
  }
  switch (type) {
    case packetTypes.connect:
      return payload === undefined || isRecord(payload);
    case packetTypes.disconnect:
      return payload === undefined;
    case packetTypes.connectError:
      return isRecord(payload);
    case packetTypes.event:
    case packetTypes.binaryEvent:
      return Array.isArray(payload) && payload.length > 0;
    case packetTypes.ack:
    case packetTypes.binaryAck:
      return Array.isArray(payload);
  }
}

/** @returns the Engine.IO message, with its type. */
export function formatPacket({ type, attachments, namespace, id, payload }: Packet): string {
  const count = attachments === 0 ? "" : `${attachments}-`;
  const space = namespace === "/" ? "" : `${namespace},`;
  const json = payload === undefined ? "" : JSON.stringify(payload);
  return `4${type}${count}${space}${id ?? ""}${json}`;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
