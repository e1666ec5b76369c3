import type { Scenario } from "../../harness/scenario/scenario.ts";
import { endings } from "../endings.ts";
import { packet } from "./packet.ts";

/** The close packet of Engine.IO. */
export const closePacket = {
  id: "socketio/close",
  title: "A close packet ends the connection",
  why: "A client that sends it has said all that it will, whatever the transport. A server that waits for the transport to end keeps a session for a client that has left it.",
  sources: [
    "Engine.IO protocol v4, protocol",
    "Engine.IO protocol v4, test suite: forcefully closes the session",
  ],
  roles: ["server"],
  protocols: ["socketio"],
  links: "any",
  steps: [...endings("main", [[packet("1")]])],
  stimulus: [],
  checks: [
    {
      id: "closed",
      level: "SHOULD",
      kind: "ends",
      on: "main",
      how: ["fin", "rst"],
      statement: "A close packet ends the connection.",
      source: "Engine.IO protocol v4, protocol: close indicates that a transport can be closed",
    },
  ],
} satisfies Scenario;
