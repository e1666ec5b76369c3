import type { ByteAmount } from "../scenario/amount.ts";
import type { Content, Cut } from "../scenario/content.ts";
import { leafSteps } from "../scenario/leaf-steps.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { ChunkPlan, LeafStep } from "../scenario/step.ts";
import type { Stimulus } from "../scenario/stimulus.ts";
import { isInDatagrams } from "../scenario/transport.ts";
import type { Protocol } from "./protocol.ts";
import { overheadBytes } from "./render.ts";
import { silenceMs } from "./silence.ts";

type Situation = Pick<Scenario, "protocols" | "steps" | "stimulus">;

/** @returns the first of the protocols that can express the scenario; null if none can. */
export function expressing(scenario: Situation, protocols: readonly Protocol[]): Protocol | null {
  return protocols.find((protocol) => whyInexpressible(scenario, protocol) === null) ?? null;
}

/**
 * Whether a scenario can be played in a protocol depends on what its steps send.
 *
 * @returns why it cannot; null where it can.
 */
export function whyInexpressible(scenario: Situation, protocol: Protocol): string | null {
  if (scenario.protocols !== undefined && !scenario.protocols.includes(protocol.name)) {
    return `needs the protocol ${scenario.protocols.join(" or ")}`;
  }
  if (isInDatagrams(scenario.steps) !== protocol.datagrams) {
    return protocol.datagrams
      ? `the protocol ${protocol.name} has datagrams, and no connections`
      : `the protocol ${protocol.name} has connections, and no datagrams`;
  }
  const steps = leafSteps(scenario.steps);
  if (silenceMs(steps) > protocol.patienceMs) {
    return `the protocol ${protocol.name} lets a server end a connection that is silent for ${protocol.patienceMs} ms`;
  }
  for (const step of steps) {
    const why = whyNotStep(step, protocol);
    if (why !== null) {
      return `the protocol ${protocol.name} ${why}`;
    }
  }
  return needsMoreSegments(scenario, protocol, ethernetMtuBytes)
    ? `the protocol ${protocol.name} needs more segments for its messages`
    : null;
}

/** RFC 894. */
const ethernetMtuBytes = 1500;

/** Of a packet: IPv4's header, and TCP's with timestamps (RFC 9293 §3.1, RFC 7323 §3.2). */
const headersBytes = 20 + 32;

/** Whether a connection must send more segments than the scenario lets it, on a link with that MTU. */
export function needsMoreSegments(
  scenario: Situation,
  protocol: Protocol,
  mtuBytes: number,
): boolean {
  return scenario.stimulus.some((condition) =>
    isTooLong(condition, { ...scenario, protocol, segmentBytes: mtuBytes - headersBytes }),
  );
}

/** Whether what is sent on a connection until it is inspected needs more segments than it may. */
function isTooLong(
  condition: Stimulus,
  {
    steps,
    protocol,
    segmentBytes,
  }: Situation & { readonly protocol: Protocol; readonly segmentBytes: number },
): boolean {
  if (condition.kind !== "segments" || condition.atMost === undefined) {
    return false;
  }
  const { on, atMost } = condition;
  const own = leafSteps(steps).filter((step) => "on" in step && step.on === on);
  const inspected = own.findIndex((step) => step.do === "inspect");
  const contents = own
    .slice(0, inspected)
    .flatMap((step) => (step.do === "send" ? step.content : []));
  return (
    contents.reduce((sum, item) => sum + knownBytes(item, protocol), 0) > atMost * segmentBytes
  );
}

/** @returns bytes on the wire; 0 for content whose size depends on the case. */
function knownBytes(content: Content, protocol: Protocol): number {
  if (!("messages" in content) || typeof content.bytes !== "number") {
    return 0;
  }
  const { messages, bytes } = content;
  return messages * (protocol.header(bytes, 0).length + bytes + protocol.trailer(bytes, 0).length);
}

const noOpening = "has no opening";
const noHeader = "has no header that can be split";
const noBoundaries = "has no messages that can be told apart";
const noCap = "has no cap on the length of its messages";

function whyNotStep(step: LeafStep, protocol: Protocol): string | null {
  switch (step.do) {
    case "send":
      return (
        firstOf(step.content, (content) => whyNotContent(content, protocol)) ??
        (step.chunks === undefined ? null : whyNotChunks(step.chunks, protocol))
      );
    case "sendDatagrams":
      return firstOf(step.content, (content) => whyNotDatagram(content, protocol));
    case "sendUntilBlocked":
      return whyNotSize(step.messageBytes, protocol);
    case "shutdownWrite":
      return protocol.halfClose ? null : "ends a connection on which the peer shuts down writing";
    case "connect":
      return whyNotConnect(step, protocol);
    case "load":
      return whyNotLoad(step, protocol);
    default:
      return null;
  }
}

function whyNotConnect(
  { unopened, mute }: Extract<LeafStep, { do: "connect" }>,
  { opening, startReader }: Protocol,
): string | null {
  if (unopened === true && opening.length === 0) {
    return noOpening;
  }
  return mute === true && startReader === null ? "asks nothing of a client" : null;
}

function firstOf<T>(items: readonly T[], why: (item: T) => string | null): string | null {
  return items.map(why).find((found) => found !== null) ?? null;
}

function whyNotContent(content: Content, protocol: Protocol): string | null {
  if ("announces" in content) {
    return whyNotAnnounced(content.announces, protocol);
  }
  if ("unacceptable" in content) {
    return protocol.unacceptable === null ? "has nothing that must be refused" : null;
  }
  if ("closing" in content) {
    return protocol.closing === null ? "has no message that ends a connection" : null;
  }
  if ("opening" in content) {
    return protocol.opening.length === 0 ? noOpening : null;
  }
  if ("unfinished" in content) {
    return whyNotCut(content.upTo, protocol);
  }
  if ("finishes" in content) {
    return whyNotCut(content.from, protocol);
  }
  return "bytes" in content ? whyNotMessages(content, protocol) : null;
}

/** An empty datagram is one, whatever the protocol: RFC 768 has a length of 8 for it. */
function whyNotDatagram(content: Content, protocol: Protocol): string | null {
  return "bytes" in content && content.bytes === 0 ? null : whyNotContent(content, protocol);
}

function whyNotMessages(
  { bytes }: Extract<Content, { readonly bytes: unknown }>,
  protocol: Protocol,
): string | null {
  if (bytes === 0 && overheadBytes(protocol) === 0) {
    return "has no empty messages";
  }
  if (typeof bytes === "object" && "byIndex" in bytes) {
    return null;
  }
  const largest = typeof bytes === "object" && "min" in bytes ? bytes.max : bytes;
  return whyNotSize(largest, protocol);
}

function whyNotSize(amount: ByteAmount, { cap, boundaries }: Protocol): string | null {
  const { maxFrames = 0, plus = 0 } = typeof amount === "number" ? {} : amount;
  const isAboveCap = maxFrames > 1 || (maxFrames === 1 && plus > 0);
  return isAboveCap && !(cap && boundaries) ? noCap : null;
}

function whyNotAnnounced(announced: ByteAmount | "negative", { lengths }: Protocol): string | null {
  if (lengths === null) {
    return "announces no lengths";
  }
  if (announced === "negative") {
    return lengths.negative === null ? "has no negative lengths" : null;
  }
  return typeof announced === "number" && announced > lengths.most
    ? `announces at most ${lengths.most} bytes`
    : null;
}

function whyNotCut(cut: Cut, protocol: Protocol): string | null {
  if (typeof cut === "number") {
    return null;
  }
  if (!protocol.boundaries) {
    return noBoundaries;
  }
  return typeof cut === "string" && protocol.header(1, 0).length < 2 ? noHeader : null;
}

function whyNotChunks(chunks: ChunkPlan, protocol: Protocol): string | null {
  return "cuts" in chunks ? firstOf(chunks.cuts, (cut) => whyNotCut(cut, protocol)) : null;
}

/** The load's client sends equal messages, and compares what comes back with them. */
function whyNotLoad(
  { writes }: Extract<LeafStep, { do: "load" }>,
  { startReplies, startReader, mask, opening, header }: Protocol,
): string | null {
  const isEcho = startReplies === null && startReader === null && mask === null;
  if (!isEcho || opening.length > 0) {
    return "is no echo of equal messages, which a load needs";
  }
  return writes === 2 && header(1, 0).length === 0 ? noHeader : null;
}
