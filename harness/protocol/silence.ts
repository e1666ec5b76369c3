import type { LeafStep } from "../scenario/step.ts";

/**
 * How long the steps keep a client from answering what a server asks of it: while a connection is not read
 * in a pause, and in the gaps between the pieces of a send.
 *
 * @returns ms, of the longest; without the time that a link takes.
 */
export function silenceMs(steps: readonly LeafStep[]): number {
  const unread = new Set<string>();
  let longestMs = 0;
  for (const step of steps) {
    switch (step.do) {
      case "stopReading":
        unread.add(step.on);
        break;
      case "resumeReading":
      case "close":
      case "abort":
        unread.delete(step.on);
        break;
      case "connect":
        unread.delete(step.connection);
        break;
      case "pause":
        longestMs = Math.max(longestMs, unread.size === 0 ? 0 : (step.duration.ms ?? 0));
        break;
      case "send":
        longestMs = Math.max(longestMs, sendingMs(step));
        break;
    }
  }
  return longestMs;
}

/** The gaps of a send whose pieces can be counted. */
function sendingMs({ content, chunks }: Extract<LeafStep, { do: "send" }>): number {
  if (chunks === undefined) {
    return 0;
  }
  const gapMs = chunks.gap.ms ?? 0;
  if ("cuts" in chunks) {
    return chunks.cuts.length * gapMs;
  }
  return "bytes" in chunks ? Math.floor(payloadBytes(content) / chunks.bytes) * gapMs : gapMs;
}

function payloadBytes(content: Extract<LeafStep, { do: "send" }>["content"]): number {
  return content.reduce(
    (sum, item) =>
      sum + ("messages" in item && typeof item.bytes === "number" ? item.messages * item.bytes : 0),
    0,
  );
}
