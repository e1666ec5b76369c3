import type { ByteAmount, Duration } from "../../scenario/amount.ts";
import { isOfClients } from "../../scenario/client/role.ts";
import type { Content, Cut, PayloadBytes } from "../../scenario/content.ts";
import { epilogueStepsOf } from "../../scenario/epilogue.ts";
import type { LinkDirection } from "../../scenario/link-direction.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { ChunkPlan, LeafStep, Step } from "../../scenario/step.ts";
import { targetWords } from "../../scenario/transport.ts";

const laneWidth = 64;

/** Draws a scenario's steps as a text sequence diagram, driver on the left, the implementation on the right. */
export function formatDiagram(scenario: Pick<Scenario, "steps" | "afterwards">): string {
  const [left, right] = isOfClients(scenario.steps)
    ? ["server (the driver)", "client"]
    : ["client", "server"];
  const lines = [
    `${left.padEnd(laneWidth + 4)}${right}`,
    ...scenario.steps.flatMap((step) => drawStep(step, "")),
    ...drawEpilogue(scenario),
  ];
  return lines.join("\n");
}

function drawEpilogue(scenario: Pick<Scenario, "steps" | "afterwards">): readonly string[] {
  const closed = "  connections that are still open are closed";
  if (isOfClients(scenario.steps)) {
    return ["  what is still open is closed, and a client that still runs is ended"];
  }
  const steps = epilogueStepsOf(scenario).flatMap((step) => drawStep(step, ""));
  return steps.length === 0 ? [closed] : [`${closed}; then, as after every scenario:`, ...steps];
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
    default: {
      const { arrow, text, remark } = isOnServer(step) ? aboutServer(step) : aboutConnection(step);
      const line = `${indent}  ${drawArrow(arrow, text, laneWidth - indent.length)}`;
      return remark === undefined ? [line] : [line, `${indent}  ·  ${remark}`];
    }
  }
}

/** One line of the diagram: its arrow, its text, and a remark below it. */
interface Line {
  readonly arrow: "to" | "from" | "both" | "none";
  readonly text: string;
  readonly remark?: string;
}

function drawArrow(arrow: Line["arrow"], text: string, width: number): string {
  switch (arrow) {
    case "to":
      return `${`── ${text} `.padEnd(width, "─")}▶`;
    case "from":
      return `◀─ ${`${text} `.padEnd(width - 2, "─")}`;
    case "both":
      return `◀─ ${`${text} `.padEnd(width - 3, "─")}▶`;
    case "none":
      return `·  ${text}`;
  }
}

type OnServer = Exclude<
  LeafStep,
  { readonly on: string } | { readonly do: "connect" | "accept" | "openSockets" | "pause" }
>;

function isOnServer(step: LeafStep): step is OnServer {
  return !("on" in step || ["connect", "accept", "openSockets", "pause"].includes(step.do));
}

function aboutServer(step: OnServer): Line {
  switch (step.do) {
    case "listen":
      return { arrow: "none", text: "listen" };
    case "startClient":
      return { arrow: "none", text: `start the client, which is called "${step.client}"` };
    case "signal":
      return { arrow: "none", text: `${step.name} to ${whose(step)}` };
    case "awaitExit":
      return { arrow: "none", text: `${whose(step)} ends${within(step.deadline)}` };
    case "restart":
      return { arrow: "none", text: `start ${whose(step)} again` };
    case "runClient": {
      const all = step.messages.map((bytes) => formatAmount(bytes)).join(", ");
      return { arrow: "both", text: `the client sends messages of ${all}, and ends` };
    }
    case "startSecond": {
      const bytes = step.socketPathBytes;
      const own = `at a path of ${bytes} bytes`;
      const where = bytes === undefined ? "on the same port" : own;
      return { arrow: "none", text: `start a second one ${where}` };
    }
    case "trySocketType":
      return { arrow: "to", text: `connect a SOCK_${step.type.toUpperCase()} socket` };
    case "blackhole": {
      const { direction } = step;
      return { arrow: "none", text: `the link loses every segment${towards(direction)}` };
    }
    case "dropSegments": {
      const what = step.of === "syn" && step.direction === "toClient" ? "SYN-ACK" : words[step.of];
      return {
        arrow: "none",
        text: `the link loses ${whichOnes(step, what)}${towards(step.direction)}`,
      };
    }
    case "load":
      return { arrow: "both", ...describeLoad(step) };
    case "restoreLink":
      return { arrow: "none", text: "the link stops losing segments" };
    case "sample":
      return { arrow: "none", text: `sample "${step.label}" of memory, descriptors, sockets, CPU` };
    case "readOptions":
      return { arrow: "none", text: "read the options of the server's sockets" };
    case "awaitBaseline": {
      const until = `until descriptors are as at "${step.like}"${within(step.deadline)}`;
      return { arrow: "none", text: `sample "${step.label}" ${until}` };
    }
  }
}

function whose({ of }: { readonly of?: "upstream" | undefined }): string {
  return of === "upstream" ? "the upstream" : "the implementation";
}

function describeLoad(step: Extract<LeafStep, { do: "load" }>): Pick<Line, "text" | "remark"> {
  const { connections = 1, messagesPerSecond, depth } = step;
  const on = `on ${connections} connection${connections === 1 ? "" : "s"}`;
  const pace =
    messagesPerSecond === undefined
      ? `${depth} on their way at a time`
      : `${messagesPerSecond} per second`;
  const options = [
    ...(step.nagle === true ? ["without TCP_NODELAY"] : []),
    ...(step.quickAck === true ? ["with TCP_QUICKACK"] : []),
    ...(step.writes === undefined ? [] : ["header and payload in two writes"]),
    ...(step.sendBufferBytes === undefined ? [] : [`SO_SNDBUF of ${step.sendBufferBytes} bytes`]),
    ...(step.receiveBufferBytes === undefined
      ? []
      : [`SO_RCVBUF of ${step.receiveBufferBytes} bytes`]),
  ];
  return {
    text: `load "${step.label}": messages of ${formatAmount(step.bytes)}, ${pace}, ${on}`,
    remark: [
      `for ${formatDuration(step.duration)}, after ${formatDuration(step.warmUp)} of warm-up`,
      ...options,
    ].join(", "),
  };
}

const words = { data: "data segment", syn: "SYN" } as const;

function towards(direction: LinkDirection | undefined): string {
  return { toServer: " towards the server", toClient: " towards the client", both: "" }[
    direction ?? "both"
  ];
}

function whichOnes(step: Extract<LeafStep, { do: "dropSegments" }>, what: string): string {
  if (step.every !== undefined) {
    return `one ${what} in ${step.every}`;
  }
  const first = step.nth ?? 1;
  const last = first + (step.count ?? 1) - 1;
  return first === last ? `${what} ${first}` : `${what}s ${first} to ${last}`;
}

function aboutConnection(step: Exclude<LeafStep, OnServer>): Line {
  switch (step.do) {
    case "connect": {
      const family = step.family === undefined ? "" : ` over ${step.family}`;
      const short = step.shortSegments === true ? ", with shorter segments" : "";
      const mute = step.mute === true ? ", never answering a ping" : "";
      const text = `${step.connection}: connect${family}${short}${mute}${times(step.count)}`;
      return { arrow: "to", text };
    }
    case "accept":
      return { arrow: "from", text: `${step.connection}: connect${within(step.deadline)}` };
    case "openSockets":
      return { arrow: "none", ...describeSockets(step) };
    case "sendDatagrams": {
      const datagrams = step.content.map(formatDatagrams).join(", ");
      const gap = step.gap === undefined ? "" : `, ${formatDuration(step.gap)} apart`;
      return { arrow: "to", text: `${step.on}: ${datagrams}${gap}` };
    }
    case "pause":
      return { arrow: "none", text: `wait ${formatDuration(step.duration)}` };
    case "send": {
      const text = `${step.on}: ${step.content.map(formatContent).join(", ")}`;
      const { chunks } = step;
      return { arrow: "to", text, ...(chunks && { remark: formatChunks(chunks) }) };
    }
    case "sendUntilBlocked": {
      const text = `${step.on}: messages of ${formatAmount(step.messageBytes)}, one after another`;
      const limit = `at most ${formatAmount(step.limit)}`;
      const remark = `until blocked for ${formatDuration(step.quiet)}, ${limit}`;
      return { arrow: "to", text, remark };
    }
    default:
      return { ...plainLine(step), text: `${step.on}: ${plainLine(step).text}` };
  }
}

type PlainStep = Exclude<
  LeafStep,
  | OnServer
  | {
      readonly do:
        | "connect"
        | "accept"
        | "openSockets"
        | "pause"
        | "send"
        | "sendDatagrams"
        | "sendUntilBlocked";
    }
>;

function plainLine(step: PlainStep): Line {
  switch (step.do) {
    case "awaitConnected":
      return { arrow: "from", text: `connected${within(step.deadline)}` };
    case "sendUrgent":
      return { arrow: "to", text: "one urgent byte" };
    case "sendDescriptors": {
      const beside = `with ${step.count} descriptors beside them`;
      return { arrow: "to", text: `${step.content.map(formatContent).join(", ")}, ${beside}` };
    }
    case "shutdownWrite":
      return { arrow: "to", text: "SHUT_WR (FIN)" };
    case "abort":
      return { arrow: "to", text: "abort (RST)" };
    case "close":
      return { arrow: "to", text: "close" };
    case "awaitEcho":
      return { arrow: "from", text: `everything owed${within(step.deadline)}` };
    case "awaitMessage":
      return { arrow: "from", text: `its message${within(step.deadline)}` };
    case "awaitEnd":
      return { arrow: "from", text: `end of the connection${within(step.deadline)}` };
    case "ping":
      return { arrow: "both", text: `ping of ${formatSizes(step.bytes)}${times(step.count)}` };
    case "stopReading":
      return { arrow: "none", text: "stop reading" };
    case "resumeReading": {
      const rate = step.bytesPerSecond;
      return {
        arrow: "none",
        text: rate === undefined ? "resume reading" : `resume reading, ${rate / 1e6} MB/s`,
      };
    }
    case "awaitQuiet":
      return { arrow: "none", text: `listen for ${formatDuration(step.quiet)}` };
    case "inspect":
      return { arrow: "none", text: "read TCP_INFO" };
    case "awaitReplies": {
      const again =
        step.resend === undefined ? "" : `, sent again after ${formatDuration(step.resend)}`;
      return { arrow: "from", text: `a reply to each${again}${within(step.deadline)}` };
    }
    case "closeSockets":
      return { arrow: "none", text: "close" };
  }
}

function describeSockets(step: Extract<LeafStep, { do: "openSockets" }>): Pick<Line, "text"> {
  const { sockets, count, port, reflects } = step;
  const number = port === "server" ? "the number of the server's port" : `port ${port}`;
  const own = port === undefined ? "" : ` on ${number}`;
  const connected = step.connected === true ? ", connected" : "";
  const { to = "server", family } = step;
  const target = to === "server" ? "" : `, ${targetWords[to]}`;
  const over = family === undefined ? "" : ` over ${family}`;
  const back = reflects === undefined ? "" : `, which send back at most ${reflects} replies`;
  return {
    text: `${sockets}: open UDP socket${times(count)}${over}${own}${connected}${target}${back}`,
  };
}

function formatDatagrams(content: Content): string {
  return formatContent(content).replace(/\bmessage(s?) of\b/, "datagram$1 of");
}

function times(count: number | undefined): string {
  return count === undefined || count === 1 ? "" : ` × ${count}`;
}

function within(deadline: Duration | undefined): string {
  return deadline === undefined ? "" : `, within ${formatDuration(deadline)}`;
}

function formatContent(content: Content): string {
  if ("raw" in content) {
    return formatRaw(content);
  }
  if ("junkBytes" in content) {
    return `${formatAmount(content.junkBytes)} of junk`;
  }
  if ("fill" in content) {
    const alike = content.repeated === true ? "equal " : "";
    return `${alike}messages of ${formatPayload(content.bytes)}, ${formatAmount(content.fill)} in all`;
  }
  if ("messages" in content) {
    const plural = content.messages === 1 ? "" : "s";
    return `${content.messages} message${plural} of ${formatPayload(content.bytes)}`;
  }
  return formatPart(content);
}

/** Text as it is written in programs, where it is all text or has four characters; the rest in hexadecimal. */
function formatRaw({ raw, times }: Extract<Content, { readonly raw: unknown }>): string {
  const latin1 = Buffer.from(raw, "hex").toString("latin1");
  const shown = /^[\t\n\r -~]*$/.test(latin1)
    ? JSON.stringify(latin1)
    : latin1
        .split(/([\t\n\r -~]{4,})/)
        .filter((run) => run !== "")
        .map((run) => (/^[\t\n\r -~]{4}/.test(run) ? JSON.stringify(run) : hexadecimal(run)))
        .join(" ");
  const often = times === undefined ? "" : `, ${times} times`;
  return `bytes ${shown}${often}`;
}

function hexadecimal(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("hex").match(/../g)?.join(" ") ?? "";
}

function formatPart(content: Exclude<Content, { readonly bytes: unknown }>): string {
  if ("echo" in content) {
    return formatEcho(content);
  }
  if ("unfinished" in content) {
    return `a message of ${formatAmount(content.unfinished)}, up to ${formatCut(content.upTo)}`;
  }
  if ("finishes" in content) {
    return `the rest of a message of ${formatAmount(content.finishes)}, after ${formatCut(content.from)}`;
  }
  if ("announces" in content) {
    const { announces } = content;
    return announces === "negative"
      ? "announces a negative length"
      : `announces ${formatAmount(announces)}`;
  }
  if ("closing" in content) {
    return "the protocol's closing";
  }
  return "opening" in content ? "the protocol's opening" : "what must be refused";
}

function formatEcho({ echo, from, upTo }: Extract<Content, { readonly echo: unknown }>): string {
  const begins = from === undefined ? "" : ` from ${formatCut(from)} on`;
  const ends = upTo === undefined ? "" : ` up to ${formatCut(upTo)}`;
  return `${echo === "whole" ? "its echo" : "its echo, altered"}${begins}${ends}`;
}

function formatCut(cut: Cut): string {
  if (typeof cut === "number") {
    return `byte ${cut}`;
  }
  if (typeof cut === "object") {
    return `byte ${cut.payload} of its payload`;
  }
  return cut === "header" ? "its header" : "half of its header";
}

function formatPayload(bytes: PayloadBytes): string {
  if (typeof bytes === "object" && "byIndex" in bytes) {
    return `${formatSizes(bytes.byIndex)}, the nth size on the nth connection`;
  }
  return typeof bytes === "object" && "min" in bytes
    ? `${bytes.min} to ${formatAmount(bytes.max)}`
    : formatAmount(bytes);
}

/** Shortens a long list of sizes to the first, the last and their number. */
function formatSizes(sizes: ByteAmount | readonly ByteAmount[]): string {
  if (!Array.isArray(sizes)) {
    return formatAmount(sizes as ByteAmount);
  }
  const amounts = (sizes as readonly ByteAmount[]).map(formatAmount);
  return amounts.length === 1
    ? `${amounts[0]}`
    : `${amounts[0]} to ${amounts.at(-1)} in ${amounts.length} sizes`;
}

function formatChunks(plan: ChunkPlan): string {
  const gap = `${formatDuration(plan.gap)} apart`;
  if ("cuts" in plan) {
    return `cut after ${plan.cuts.map(formatCut).join(" and ")}, ${gap}`;
  }
  if ("cutByIndex" in plan) {
    return `cut once, after byte n on the nth connection, ${gap}`;
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
    ...(plus === undefined ? [] : [`${plus} byte${Math.abs(plus) === 1 ? "" : "s"}`]),
  ];
  return terms.join(" + ").replace("+ -", "− ");
}

export function formatDuration(duration: Duration): string {
  const terms = [
    ...(duration.ms === undefined ? [] : [`${duration.ms} ms`]),
    ...(duration.roundTrips === undefined ? [] : [`${duration.roundTrips} RTT`]),
    ...(duration.keepAlives === undefined ? [] : [`${duration.keepAlives} × keep-alive`]),
    ...(duration.deadlines === undefined ? [] : [`${duration.deadlines} × its deadline`]),
  ];
  return terms.join(" + ");
}
