import type { Step } from "../../harness/scenario/step.ts";

/** How a message is spread over a time: by the names of their connections. */
const slowSends = ["header", "body", "rest", "late"] as const;

/**
 * Connects four peers and sends a message on each over `ms` milliseconds: byte by byte as far as the
 * header goes, in small pieces, with one long pause behind the header, and after a long silence.
 *
 * @param suffix of the connections' names.
 */
export function slowPeers(ms: number, suffix = ""): readonly (readonly Step[])[] {
  const step = (name: (typeof slowSends)[number], send: Pick<SendStep, "content" | "chunks">) => {
    const on = `${name}${suffix}`;
    const before: readonly Step[] = name === "late" ? [{ do: "pause", duration: { ms } }] : [];
    return [
      { do: "connect", connection: on },
      ...before,
      { do: "send", on, ...send },
      { do: "awaitEcho", on },
      // Whoever gave it up a moment late does so now.
      { do: "send", on, content: [{ messages: 1, bytes: 16 }] },
      { do: "awaitEcho", on },
    ] satisfies readonly Step[];
  };
  const content = [{ messages: 1, bytes: 200 }];
  return [
    step("header", { content, chunks: { cuts: [1, 2, 3, 4], gap: { ms: ms / 4 } } }),
    step("body", { content, chunks: { bytes: 10, gap: { ms: ms / 20 } } }),
    step("rest", { content, chunks: { cuts: [4], gap: { ms } } }),
    step("late", { content }),
  ];
}

type SendStep = Extract<Step, { do: "send" }>;
