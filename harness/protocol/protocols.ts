import { datagram } from "./bundled/datagram.ts";
import { framed } from "./bundled/framed.ts";
import { http } from "./bundled/http.ts";
import { line } from "./bundled/line.ts";
import { resp } from "./bundled/resp.ts";
import { socketio } from "./bundled/socketio.ts";
import { stream } from "./bundled/stream.ts";
import { websocket } from "./bundled/websocket.ts";
import { whyInexpressible } from "./express.ts";
import { completeProtocol, type Protocol } from "./protocol.ts";

/** A history or manifest names a protocol that is neither bundled nor loaded. */
export class UnknownProtocolError extends Error {
  override readonly name = "UnknownProtocolError";
  readonly code = "UNKNOWN_PROTOCOL";

  constructor(name: string) {
    super(
      `expected a protocol that is known here (${knownProtocols().join(", ")}) or the path of a ` +
        `module such as ./${name}.ts, found "${name}"`,
    );
  }
}

const bundled = [framed, stream, line, resp, websocket, socketio, http, datagram].map(
  completeProtocol,
);

/** Names of the protocols that need no module. */
export const bundledProtocols: readonly string[] = bundled.map(({ name }) => name);

/** As with Node's own cache of modules, what was loaded once stays as it is. */
const known = new Map(bundled.map((protocol) => [protocol.name, protocol]));

/** @returns the names of the bundled protocols and of those that were loaded. */
export function knownProtocols(): readonly string[] {
  return [...known.keys()];
}

/** @throws {UnknownProtocolError} */
export function protocolNamed(name: string): Protocol {
  const protocol = known.get(name);
  if (protocol === undefined) {
    throw new UnknownProtocolError(name);
  }
  return protocol;
}

/** @returns the names of the bundled protocols that can express a scenario. */
export function protocolsOf(scenario: Parameters<typeof whyInexpressible>[0]): readonly string[] {
  return bundled
    .filter((protocol) => whyInexpressible(scenario, protocol) === null)
    .map(({ name }) => name);
}

/** Makes a protocol known in this process by its name. */
export function addProtocol(protocol: Protocol): void {
  known.set(protocol.name, protocol);
}
