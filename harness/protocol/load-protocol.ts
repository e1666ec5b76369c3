import { createRequire } from "node:module";
import { provideOwnPackage } from "./own-package.ts";
import { InvalidProtocolError, parseProtocol } from "./parse-protocol.ts";
import type { Protocol } from "./protocol.ts";
import { addProtocol, bundledProtocols } from "./protocols.ts";

const require = createRequire(import.meta.url);

/** As with Node's own cache of modules, what was loaded once stays known. */
const files = new Map<string, string>();

/**
 * Loads a user's protocol from its module, whose default export it is, and makes it known by its name.
 *
 * @param file absolute path.
 * @throws {InvalidProtocolError} naming the file, the field and the expected value.
 */
export function loadProtocol(file: string): Protocol {
  const protocol = parseProtocol(importDefault(file), file);
  if (bundledProtocols.includes(protocol.name)) {
    const others = bundledProtocols.join(", ");
    const problem = `name: expected another than the bundled ${others}, found "${protocol.name}"`;
    throw new InvalidProtocolError({ file, problems: [problem] });
  }
  addProtocol(protocol);
  files.set(protocol.name, file);
  return protocol;
}

/** @returns the absolute path of the module that defines a protocol; null for a bundled one. */
export function moduleOf(name: string): string | null {
  return files.get(name) ?? null;
}

function importDefault(file: string): unknown {
  provideOwnPackage();
  try {
    // Not by import(): a manifest is read in one go, and names its protocols' modules.
    return (require(file) as { readonly default?: unknown }).default;
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    const problems = [`expected a module that loads, found: ${found}`];
    throw new InvalidProtocolError({ file, problems }, { cause });
  }
}
