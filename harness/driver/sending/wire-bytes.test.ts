import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { catalogue } from "../../../scenarios/catalogue.ts";
import { measurements } from "../../../scenarios/measurements/catalogue.ts";
import { cutOffset } from "../../protocol/cut.ts";
import { whyInexpressible } from "../../protocol/express.ts";
import { framed } from "../../protocol/fixtures/bundled.ts";
import { deriveSeed } from "../../protocol/random.ts";
import { renderContent } from "../../protocol/render.ts";
import { byteCount, type CaseContext } from "../../scenario/amount.ts";
import type { Content } from "../../scenario/content.ts";
import { leafSteps } from "../../scenario/leaf-steps.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { LeafStep } from "../../scenario/step.ts";
import { chunkSizes } from "./chunks.ts";

const usual: CaseContext = {
  seed: 7,
  roundTripMs: 0,
  lossy: false,
  slowestKbit: null,
  maxFrameBytes: 64 * 1024,
  keepAliveMs: 0,
  echoCapacityBytes: 300_000,
  loopCapacityBytes: 400_000,
};

/** Of gigabytes, so many bytes are looked at. */
const bytesMax = 1024 * 1024;

/** Each step that sends, as `step: bytes hash`, and the sizes of its writes where they are planned. */
function sentBy({ steps, start }: Scenario): readonly string[] {
  const known = start?.message === undefined ? usual : { ...usual, message: start.message };
  return leafSteps(steps).flatMap((step, index) => {
    const content = contentsOf(step);
    return content.length === 0 ? [] : [`${step.do} ${describe(content, index, step, known)}`];
  });
}

function describe(
  content: readonly Content[],
  index: number,
  step: LeafStep,
  context: CaseContext,
): string {
  const hash = createHash("sha256");
  const seed = deriveSeed(context.seed, "main", index);
  let bytes = 0;
  for (const piece of renderContent(framed, { content, seed }, context)) {
    hash.update(piece);
    bytes += piece.length;
    if (bytes > bytesMax) {
      break;
    }
  }
  const digest = `${bytes} ${hash.digest("hex").slice(0, 12)}`;
  if (step.do !== "send" || step.chunks === undefined) {
    return digest;
  }
  const sizes = chunkSizes(step.chunks, {
    totalBytes: bytes,
    connectionIndex: 3,
    seed,
    offsetOf: (cut) => cutOffset(cut, framed, 0),
  });
  return `${digest} in ${sizes.length}: ${sizes.slice(0, 5).join(" ")}`;
}

function contentsOf(step: LeafStep): readonly Content[] {
  switch (step.do) {
    case "send":
      return step.content.map(sized);
    case "sendUntilBlocked":
      return [{ messages: 3, bytes: byteCount(step.messageBytes, usual) }];
    case "ping":
      return [step.bytes].flat().map((bytes) => ({ messages: 1, bytes }));
    case "load":
      return [{ messages: 1, bytes: step.bytes }];
    default:
      return [];
  }
}

/** As the third connection of a group has it. */
function sized(content: Content): Content {
  return "bytes" in content && typeof content.bytes === "object" && "byIndex" in content.bytes
    ? { ...content, bytes: content.bytes.byIndex[2 % content.bytes.byIndex.length] ?? 0 }
    : content;
}

test("what the framed scenarios send stays the same, to the byte", () => {
  const sent = Object.fromEntries(
    [...catalogue, ...measurements]
      .filter((scenario) => whyInexpressible(scenario, framed) === null)
      .map((scenario) => [scenario.id, sentBy(scenario)]),
  );
  const file = `${import.meta.dirname}/fixtures/framed-wire-bytes.json`;
  expect(sent).toEqual(JSON.parse(readFileSync(file, "utf8")));
});
