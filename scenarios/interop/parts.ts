import type { Check } from "../../harness/scenario/check.ts";
import type { Scenario } from "../../harness/scenario/scenario.ts";
import type { Stimulus } from "../../harness/scenario/stimulus.ts";

const served: Stimulus = {
  kind: "clientServed",
  because: "the client connected, and as many bytes as its messages passed both ways",
};

const exchanged: readonly Check[] = [
  {
    id: "client-exits",
    level: "MUST",
    kind: "clientExits",
    statement: "The client gets its echoes and the server's end of file, and exits with status 0.",
    source: "Client contract: every echo and then end of file, or an error",
  },
  {
    id: "client-prints",
    level: "MUST",
    kind: "clientPrints",
    statement: "The client prints each message as it came back, followed by a line feed.",
    source: "Client contract: what is printed are the echoes, all or none",
  },
  {
    id: "one-connection",
    level: "MUST",
    kind: "clientConnectsOnce",
    statement: "The client sends all that it has to send on one connection.",
    source: "Client contract: whoever claims many-frames sends several messages on one connection",
  },
];

interface Exchange extends Pick<Scenario, "id" | "title" | "why"> {
  /** Payload bytes of each message. */
  readonly messages: number[];
  readonly claims?: Scenario["claims"];
  /** Steps and checks beside those of every exchange. Default: none. */
  readonly steps?: Scenario["steps"];
  readonly checks?: readonly Check[];
}

/** A scenario in which the client of a pair sends messages to the server, on one connection. */
export function exchange({
  messages,
  claims,
  steps = [],
  checks = [],
  ...words
}: Exchange): Scenario {
  return {
    ...words,
    sources: ["RFC 862, TCP based echo service", "RFC 9293 §3.6"],
    roles: ["server"],
    protocols: ["framed"],
    transports: ["tcp"],
    ...(claims === undefined ? {} : { claims }),
    links: "any",
    steps: [{ do: "runClient", messages }, ...steps],
    stimulus: [served],
    checks: [...exchanged, ...checks],
  };
}
