import { exchangesOf, type Said, type StepExchange } from "../../protocol/exchanges.ts";
import { whyInexpressible } from "../../protocol/express.ts";
import type { Protocol } from "../../protocol/protocol.ts";
import type { CaseContext } from "../../scenario/amount.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { formatBytes } from "../../verdict/text.ts";

/** A scenario as it is played in one protocol. */
type SpokenScenario =
  | { readonly protocol: string; readonly unsupported: string }
  | { readonly protocol: string; readonly exchanges: readonly StepExchange[] };

/** The amounts of an implementation and a lab of the usual kind: a cap of 1 MiB, on a clean link. */
const usual: CaseContext = {
  seed: 1,
  roundTripMs: 0,
  slowestKbit: null,
  lossy: false,
  maxFrameBytes: 1024 * 1024,
  keepAliveMs: 0,
  echoCapacityBytes: 512 * 1024,
  loopCapacityBytes: 1024 * 1024,
};

export function speak(scenario: Scenario, protocol: Protocol): SpokenScenario {
  const { name } = protocol;
  const unsupported = whyInexpressible(scenario, protocol);
  return unsupported === null
    ? { protocol: name, exchanges: exchangesOf(scenario, protocol, usual) }
    : { protocol: name, unsupported };
}

/** Two lines for each step that sends: its bytes, and what a correct server owes for them. */
export function formatSpoken(spoken: SpokenScenario): readonly string[] {
  if ("unsupported" in spoken) {
    return [`Not played in ${spoken.protocol}: ${spoken.unsupported}.`];
  }
  const { protocol, exchanges } = spoken;
  if (exchanges.length === 0) {
    return [`In ${protocol}, its steps send nothing.`];
  }
  const width = Math.max(...exchanges.map(({ connection }) => connection.length));
  return [
    `In ${protocol}, with a cap of ${formatBytes(usual.maxFrameBytes)}`,
    ...exchanges.flatMap((exchange) => formatExchange(exchange, width)),
  ];
}

function formatExchange(
  { connection, sent, owed, isWhole, refused }: StepExchange,
  width: number,
): readonly string[] {
  const least = isWhole ? "" : "more than ";
  const end = refused ? ", and the end of the connection" : "";
  return [
    `  ${connection.padEnd(width)}  sends  ${least}${formatSaid(sent)}`,
    `  ${" ".repeat(width)}  owed   ${owed.bytes === 0 ? "nothing" : `${least}${formatSaid(owed)}`}${end}`,
  ];
}

const headCharactersMax = 60;

function formatSaid({ bytes, head }: Said): string {
  const characters = Array.from(head, visibleByte);
  let text = "";
  for (const character of characters) {
    if (text.length + character.length > headCharactersMax) {
      break;
    }
    text += character;
  }
  const isCut = text.length < characters.join("").length || head.length < bytes;
  return `${formatBytes(bytes)}: ${text}${isCut ? "…" : ""}`;
}

const escapes: Readonly<Record<string, string>> = {
  "\r": "\\r",
  "\n": "\\n",
  "\t": "\\t",
  "\\": "\\\\",
};

function visibleByte(byte: number): string {
  const character = String.fromCharCode(byte);
  const isVisible = byte >= 0x20 && byte < 0x7f;
  const hex = `\\x${byte.toString(16).padStart(2, "0")}`;
  return escapes[character] ?? (isVisible ? character : hex);
}
