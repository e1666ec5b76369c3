import type { Content } from "../harness/scenario/content.ts";
import type { Step } from "../harness/scenario/step.ts";

/** Sends each of the contents on a connection of its own, and waits until the server ends that. */
export function endings(
  connection: string,
  contents: readonly (Content | readonly Content[])[],
): readonly Step[] {
  return contents.flatMap((content): readonly Step[] => [
    { do: "connect", connection },
    { do: "send", on: connection, content: [content].flat() },
    { do: "awaitEnd", on: connection },
    { do: "close", on: connection },
  ]);
}
