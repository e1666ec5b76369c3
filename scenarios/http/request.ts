import type { Content } from "../../harness/scenario/content.ts";

/** A POST with these header fields, each a line, and bytes behind the header. */
export function post(fields: readonly string[], behind = ""): Content {
  const head = ["POST / HTTP/1.1", "Host: localhost", ...fields].join("\r\n");
  return { raw: Buffer.from(`${head}\r\n\r\n${behind}`, "latin1").toString("hex") };
}
