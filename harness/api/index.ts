import type { SockspecConfig } from "../cli/config/config.ts";
import { defineProtocol as define } from "../protocol/define-protocol.ts";

// What a user's own files import from "sockspec". Types apart, it loads nothing.

/** Types the protocol that a module of a user's own exports as its default. */
export const defineProtocol = define;

/** Types the configuration that `sockspec.config.ts` exports as its default. */
export function defineConfig(config: SockspecConfig): SockspecConfig {
  return config;
}
