import type { ProtocolDefinition } from "./protocol.ts";

/**
 * Types the protocol that a module of a user's own exports as its default:
 * `export default defineProtocol({ name, title, measure, … })`.
 */
export function defineProtocol(definition: ProtocolDefinition): ProtocolDefinition {
  return definition;
}
