import type { Implementation } from "../../implementation/manifest.ts";
import { findSpoken } from "../../implementation/spoken.ts";
import type { Protocol } from "../../protocol/protocol.ts";
import { protocolNamed, UnknownProtocolError } from "../../protocol/protocols.ts";
import { UsageError } from "../exit-status.ts";

/**
 * @param word the value of `--protocol`: a name, or a module's path.
 * @throws {UsageError | InvalidProtocolError}
 */
export function spokenByFlag(word: string): Pick<Implementation, "protocols" | "protocolModules"> {
  try {
    return findSpoken([word], process.cwd());
  } catch (cause) {
    if (cause instanceof UnknownProtocolError) {
      throw new UsageError(`--protocol: ${cause.message}.`, { cause });
    }
    throw cause;
  }
}

/**
 * Loads the module that `--protocol` names, if it does.
 *
 * @returns null where the option was not given.
 */
export function findProtocol({ protocol }: { readonly protocol?: string }): Protocol | null {
  const [name] = protocol === undefined ? [] : spokenByFlag(protocol).protocols;
  return name === undefined ? null : protocolNamed(name);
}
