import type { Content } from "../../harness/scenario/content.ts";
import type { Step } from "../../harness/scenario/step.ts";

/** Sends each of the contents on a connection of its own, and waits until the server ends that. */
export function refusals(connection: string, contents: readonly (readonly Content[])[]): Step[] {
  return contents.flatMap((content) => [
    { do: "connect", connection },
    { do: "send", on: connection, content: [...content] },
    { do: "awaitEnd", on: connection },
    { do: "close", on: connection },
  ]);
}
