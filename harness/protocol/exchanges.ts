import type { ByteAmount, CaseContext } from "../scenario/amount.ts";
import type { Content } from "../scenario/content.ts";
import { leafSteps } from "../scenario/leaf-steps.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { LeafStep } from "../scenario/step.ts";
import { type EchoModel, startModel } from "./model.ts";
import type { Protocol } from "./protocol.ts";
import { renderContent } from "./render.ts";

/** Bytes in one direction. */
export interface Said {
  readonly bytes: number;
  /** The first of them. */
  readonly head: Uint8Array;
}

/** What a step sends on a connection, or a socket, in a protocol, and what a correct server owes for it. */
export interface StepExchange {
  /** As the step names it; one of them where it names a group. */
  readonly connection: string;
  readonly sent: Said;
  /** As it is compared. */
  readonly owed: Said;
  /** Whether these are all bytes of the step: gigabytes are not made to be counted. */
  readonly isWhole: boolean;
  /** Whether the connection must end behind what is owed. */
  readonly refused: boolean;
}

/** Of a step: the message in which this is reached is the last that is made. */
const bytesMax = 256 * 1024;
const headBytesMax = 64;

/**
 * @returns the exchanges of a scenario's steps in their order, those of a repeated step once.
 * @throws {RangeError} for content that the protocol cannot express.
 */
export function exchangesOf(
  { steps }: Pick<Scenario, "steps">,
  protocol: Protocol,
  context: CaseContext,
): readonly StepExchange[] {
  const models = new Map<string, EchoModel>();
  return leafSteps(steps).flatMap((step, index) => {
    const found = sendingOf(step, protocol);
    if (found === null) {
      return [];
    }
    const { connection, content } = found;
    const known = step.do === "connect" ? undefined : models.get(connection);
    const model = known ?? startModel(protocol, context);
    models.set(connection, model);
    const pieces = renderContent(protocol, { content, seed: index }, context);
    return content.length === 0 ? [] : [exchange(connection, pieces, model)];
  });
}

interface Sending {
  readonly connection: string;
  readonly content: readonly Content[];
}

/** @returns null for a step that sends nothing. */
function sendingOf(step: LeafStep, { opening }: Protocol): Sending | null {
  switch (step.do) {
    case "connect": {
      const opensItself = step.unopened !== true && opening.length > 0;
      return { connection: step.connection, content: opensItself ? [{ opening: true }] : [] };
    }
    case "send":
    case "sendDatagrams":
      return { connection: step.on, content: step.content.map(onFirstConnection) };
    case "ping":
      return { connection: step.on, content: pings([step.bytes].flat(), step.count) };
    case "sendUntilBlocked":
      return { connection: step.on, content: [{ fill: step.limit, bytes: step.messageBytes }] };
    default:
      return null;
  }
}

function pings(sizes: readonly ByteAmount[], count: number): readonly Content[] {
  const messages = Math.ceil(count / sizes.length);
  return sizes.map((bytes) => ({ messages, bytes }));
}

function onFirstConnection(content: Content): Content {
  return "bytes" in content && typeof content.bytes === "object" && "byIndex" in content.bytes
    ? { ...content, bytes: content.bytes.byIndex[0] ?? 0 }
    : content;
}

function exchange(
  connection: string,
  pieces: Iterable<Uint8Array>,
  model: EchoModel,
): StepExchange {
  const sent = startSaid();
  const owed = startSaid();
  let isWhole = true;
  for (const piece of pieces) {
    isWhole = sent.bytes < bytesMax;
    if (!isWhole) {
      break;
    }
    sent.add(piece);
    for (const bytes of model.push(piece)) {
      owed.add(bytes);
    }
  }
  return {
    connection,
    sent: { bytes: sent.bytes, head: sent.head },
    owed: { bytes: owed.bytes, head: owed.head },
    isWhole,
    refused: model.refused,
  };
}

function startSaid() {
  const head: Uint8Array[] = [];
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    get head() {
      return Buffer.concat(head).subarray(0, headBytesMax);
    },
    add(piece: Uint8Array): void {
      if (bytes < headBytesMax) {
        head.push(piece.slice(0, headBytesMax));
      }
      bytes += piece.length;
    },
  };
}
