import type { Content } from "../../harness/scenario/content.ts";
import type { Step } from "../../harness/scenario/step.ts";
import { raw } from "../raw.ts";

/** A POST with these header fields, each a line, and bytes behind the header. */
export function post(fields: readonly string[], behind = ""): Content {
  return request(["POST / HTTP/1.1", "Host: localhost", ...fields], behind);
}

/** A request of these lines, and bytes behind its header. */
export function request(lines: readonly string[], behind = ""): Content {
  return raw(`${lines.join("\r\n")}\r\n\r\n${behind}`);
}

/** Sends what has no end on a connection of its own, and waits until the server ends that. */
export function endless(connection: string, ...content: readonly Content[]): readonly Step[] {
  return [
    { do: "connect", connection },
    { do: "send", on: connection, content: [...content] },
    { do: "awaitEnd", on: connection },
  ];
}

/** Sends each of the contents on a connection of its own, and waits until all that is owed has arrived. */
export function answers(connection: string, contents: readonly Content[]): readonly Step[] {
  return contents.flatMap((content): readonly Step[] => [
    { do: "connect", connection },
    { do: "send", on: connection, content: [content] },
    { do: "awaitEcho", on: connection },
    { do: "close", on: connection },
  ]);
}

/** What a server allocates for its first request is no growth. */
export const warmedUp: readonly Step[] = [
  { do: "connect", connection: "warm-up" },
  { do: "send", on: "warm-up", content: [{ messages: 1, bytes: 100 }] },
  { do: "awaitEcho", on: "warm-up" },
  { do: "close", on: "warm-up" },
];
