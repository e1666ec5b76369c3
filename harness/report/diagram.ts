import type { ByteAmount, Duration } from "../scenario/amount.ts";
import type { Content } from "../scenario/content.ts";
import { epilogueSteps } from "../scenario/epilogue.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { ChunkPlan, Step } from "../scenario/step.ts";

const laneWidth = 64;

/** Draws a scenario's steps as a sequence diagram in text: the driver left, the server right. */
export function formatDiagram(scenario: Pick<Scenario, "steps">): string {
  const lines = [
    `client${" ".repeat(laneWidth - 2)}server`,
    ...scenario.steps.flatMap((step) => drawStep(step, "")),
    "  every connection that is still open is closed; then, as after every scenario:",
    ...epilogueSteps.flatMap((step) => drawStep(step, "")),
  ];
  return lines.join("\n");
}

function drawStep(step: Step, indent: string): readonly string[] {
  switch (step.do) {
    case "repeat":
      return [
        `${indent}  ┌ ${step.times} times`,
        ...step.steps.flatMap((inner) => drawStep(inner, `${indent}  │`)),
        `${indent}  └`,
      ];
    case "together":
      return [
        `${indent}  ┌ side by side`,
        ...step.branches.flatMap((branch, index) => [
          ...(index === 0 ? [] : [`${indent}  ├ and`]),
          ...branch.flatMap((inner) => drawStep(inner, `${indent}  │`)),
        ]),
        `${indent}  └`,
      ];
    case "connect":
      return [toServer(indent, `${step.connection}: connect${times(step.count)}`)];
    case "send":
      return [
        toServer(indent, `${step.on}: ${step.content.map(formatContent).join(", ")}`),
        ...(step.chunks === undefined ? [] : [note(indent, formatChunks(step.chunks))]),
      ];
    case "sendUntilBlocked":
      return [
        toServer(
          indent,
          `${step.on}: messages of ${formatAmount(step.messageBytes)}, one after another`,
        ),
        note(
          indent,
          `until blocked for ${formatDuration(step.quiet)}, at most ${formatAmount(step.limit)}`,
        ),
      ];
    case "shutdownWrite":
      return [toServer(indent, `${step.on}: SHUT_WR (FIN)`)];
    case "abort":
      return [toServer(indent, `${step.on}: abort (RST)`)];
    case "close":
      return [toServer(indent, `${step.on}: close`)];
    case "awaitEcho":
      return [fromServer(indent, `${step.on}: everything owed${within(step.deadline)}`)];
    case "awaitEnd":
      return [fromServer(indent, `${step.on}: end of the connection${within(step.deadline)}`)];
    case "ping":
      return [both(indent, `${step.on}: ping of ${formatAmount(step.bytes)}${times(step.count)}`)];
    case "stopReading":
      return [note(indent, `${step.on}: stop reading`)];
    case "resumeReading": {
      const rate = step.bytesPerSecond;
      const slowly = rate === undefined ? "" : `, ${rate / 1e6} MB a second`;
      return [note(indent, `${step.on}: read again${slowly}`)];
    }
    case "awaitQuiet":
      return [note(indent, `${step.on}: listen for ${formatDuration(step.quiet)}`)];
    case "pause":
      return [note(indent, `wait ${formatDuration(step.duration)}`)];
    case "inspect":
      return [note(indent, `${step.on}: read TCP_INFO`)];
    case "sample":
      return [note(indent, `sample "${step.label}" of memory, descriptors, sockets`)];
  }
}

function toServer(indent: string, text: string): string {
  return `${indent}  ${`── ${text} `.padEnd(laneWidth - indent.length, "─")}▶`;
}

function fromServer(indent: string, text: string): string {
  return `${indent}  ◀─ ${`${text} `.padEnd(laneWidth - indent.length - 2, "─")}`;
}

function both(indent: string, text: string): string {
  return `${indent}  ◀─ ${`${text} `.padEnd(laneWidth - indent.length - 3, "─")}▶`;
}

function note(indent: string, text: string): string {
  return `${indent}  ·  ${text}`;
}

function times(count: number | undefined): string {
  return count === undefined || count === 1 ? "" : ` × ${count}`;
}

function within(deadline: Duration | undefined): string {
  return deadline === undefined ? "" : `, within ${formatDuration(deadline)}`;
}

function formatContent(content: Content): string {
  if ("raw" in content) {
    return `bytes ${content.raw.match(/../g)?.join(" ")}`;
  }
  if ("junkBytes" in content) {
    return `${formatAmount(content.junkBytes)} of junk`;
  }
  if ("fill" in content) {
    return `messages of ${formatAmount(content.bytes)}, ${formatAmount(content.fill)} in all`;
  }
  const plural = content.messages === 1 ? "" : "s";
  const whole = `${content.messages} message${plural} of ${formatAmount(content.bytes)}`;
  const { truncatedTo } = content;
  return truncatedTo === undefined ? whole : `the first ${truncatedTo} bytes of ${whole}`;
}

function formatChunks(plan: ChunkPlan): string {
  const gap = `${formatDuration(plan.gap)} apart`;
  if ("cuts" in plan) {
    return `cut behind byte ${plan.cuts.join(" and ")}, ${gap}`;
  }
  if ("cutByIndex" in plan) {
    return `cut once, behind byte n on the n-th connection, ${gap}`;
  }
  return "random" in plan
    ? `in pieces of ${plan.random.min} to ${plan.random.max} bytes, ${gap}`
    : `in pieces of ${plan.bytes} byte${plan.bytes === 1 ? "" : "s"}, ${gap}`;
}

export function formatAmount(amount: ByteAmount): string {
  if (typeof amount === "number") {
    return `${amount} byte${amount === 1 ? "" : "s"}`;
  }
  const { maxFrames, echoCapacity, loopCapacity, plus } = amount;
  const terms = [
    ...(maxFrames === undefined ? [] : [`${maxFrames} × MAX`]),
    ...(echoCapacity === undefined ? [] : [`${echoCapacity} × the echo path's buffers`]),
    ...(loopCapacity === undefined ? [] : [`${loopCapacity} × all the sockets' buffers`]),
    ...(plus === undefined ? [] : [`${plus} bytes`]),
  ];
  return terms.join(" + ");
}

export function formatDuration(duration: Duration): string {
  const terms = [
    ...(duration.ms === undefined ? [] : [`${duration.ms} ms`]),
    ...(duration.roundTrips === undefined ? [] : [`${duration.roundTrips} RTT`]),
  ];
  return terms.join(" + ");
}
