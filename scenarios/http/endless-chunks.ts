import type { Scenario } from "../../harness/scenario/scenario.ts";
import { raw } from "../raw.ts";
import { endless, post, warmedUp } from "./request.ts";

/** 64 bytes each, of which 24 MiB are sent. */
const extension = `;name=${"v".repeat(58)}`;
const trailer = `X-Trailer: ${"v".repeat(51)}\r\n`;
const times = 393_216;

const inChunks = ["Transfer-Encoding: chunked"];

/** 24 MiB of extensions of one chunk, and as much of trailer fields. */
export const httpEndlessChunks = {
  id: "http/endless-chunks",
  title: "Chunk extensions and trailers without an end are refused",
  why: "Limits for headers and for content seldom cover what lies between chunks and behind them. Servers were brought down with a byte of content and gigabytes of extensions, which no application ever saw.",
  sources: [
    "RFC 9112 §7.1.1 and §7.1.2",
    "RFC 9110 §5.4 and §6.5",
    "CWE-770: allocation of resources without limits",
  ],
  roles: ["server"],
  protocols: ["http"],
  steps: [
    ...warmedUp,
    { do: "sample", label: "before" },
    ...endless("extension", post(inChunks, "5"), raw(extension, times)),
    ...endless("trailer", post(inChunks, "5\r\nhello\r\n0\r\n"), raw(trailer, times)),
    { do: "sample", label: "after" },
  ],
  stimulus: [],
  checks: [
    {
      id: "extension-refused",
      level: "SHOULD",
      kind: "ends",
      on: "extension",
      how: ["fin", "rst"],
      statement: "Extensions of a chunk without an end end the connection.",
      source:
        "RFC 9112 §7.1.1: a server ought to limit the total length of chunk extensions in a request",
    },
    {
      id: "trailer-refused",
      level: "SHOULD",
      kind: "ends",
      on: "trailer",
      how: ["fin", "rst"],
      statement: "Trailer fields without an end end the connection.",
      source:
        "RFC 9110 §5.4: a server that receives more fields than it wishes to process must respond with a 4xx",
    },
    {
      id: "memory-bounded",
      level: "MUST",
      kind: "growth",
      of: "memory",
      from: "before",
      to: "after",
      atMost: 16_777_216,
      statement: "Resident memory grows by less than 16 MiB while 24 MiB of each are sent.",
      source: "Protocol contract: a peer costs bounded memory",
    },
  ],
} satisfies Scenario;
