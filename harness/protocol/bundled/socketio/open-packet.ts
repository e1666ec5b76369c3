import { isRecord } from "./packet.ts";

/** The payload of the open packet: Engine.IO protocol v4, handshake. */
const fields: Readonly<Record<string, (value: unknown) => boolean>> = {
  sid: (value) => typeof value === "string" && value !== "",
  upgrades: (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
  pingInterval: isPositive,
  pingTimeout: isPositive,
  // Only for the payloads of HTTP long-polling; older servers have none.
  maxPayload: (value) => value === undefined || isPositive(value),
};

function isPositive(value: unknown): boolean {
  return typeof value === "number" && value > 0;
}

/** @returns words for what is missing or wrong; empty if nothing is. Its values are the server's choice. */
export function wrongFieldsOf(json: string): string {
  const data: unknown = JSON.parse(json);
  const known = isRecord(data) ? data : {};
  const wrong = Object.entries(fields)
    .filter(([name, holds]) => !holds(known[name]))
    .map(([name]) => name);
  return wrong.length === 0 ? "" : ` without a valid ${wrong.join(", ")}`;
}
