import { resolve } from "node:path";
import type { Transport } from "../host/host.ts";
import { loadProtocol, moduleOf } from "../protocol/load-protocol.ts";
import { protocolNamed } from "../protocol/protocols.ts";
import type { Implementation } from "./manifest.ts";
import { usesSocket } from "./placeholders.ts";

/**
 * Finds protocols by their names, and loads those that are paths of modules.
 *
 * @param folder the one that paths are relative to.
 * @throws {UnknownProtocolError | InvalidProtocolError}
 */
export function findSpoken(
  words: readonly string[],
  folder: string,
): Pick<Implementation, "protocols" | "protocolModules"> {
  const modules: Record<string, string> = {};
  const protocols = words.map((word) => {
    const file = isModule(word) ? resolve(folder, word) : moduleOf(word);
    const { name } = isModule(word) ? loadProtocol(resolve(folder, word)) : protocolNamed(word);
    if (file !== null) {
      modules[name] = file;
    }
    return name;
  });
  return Object.keys(modules).length === 0
    ? { protocols }
    : { protocols, protocolModules: modules };
}

/** Loads the modules of protocols that another process found: a guest is given a plan of cases. */
export function loadSpoken(implementations: readonly Implementation[]): void {
  const files = implementations.flatMap(({ protocolModules = {} }) =>
    Object.values(protocolModules),
  );
  for (const file of new Set(files)) {
    loadProtocol(file);
  }
}

/** @returns what carries a protocol's messages to the implementation. */
export function transportOf(
  implementation: Pick<Implementation, "command" | "env">,
  protocol: string,
): Transport {
  if (usesSocket(implementation)) {
    return "unix";
  }
  return protocolNamed(protocol).datagrams ? "udp" : "tcp";
}

function isModule(word: string): boolean {
  return /\/|\.[cm]?[jt]s$/.test(word);
}
