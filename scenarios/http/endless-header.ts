import type { Scenario } from "../../harness/scenario/scenario.ts";
import { raw } from "../raw.ts";
import { endless, warmedUp } from "./request.ts";

const lines = "POST / HTTP/1.1\r\nHost: localhost\r\n";

/** 64 bytes, of which 24 MiB are sent. */
const field = `X-Field: ${"0123456789".repeat(5)}abc\r\n`;
const times = 393_216;

/** 24 MiB of header fields, of one field, and of a request target, each without an end. */
export const httpEndlessHeader = {
  id: "http/endless-header",
  title: "A header without an end is refused before it fills the memory",
  why: "A server keeps a header until it is complete, and a client that never completes it decides how much that is. Some servers limit the length of a line but not the number of lines, or the lines but not the target.",
  sources: [
    "RFC 9110 §5.4 and §17.5",
    "RFC 9112 §3",
    "RFC 6585 §5",
    "CWE-770: allocation of resources without limits",
  ],
  roles: ["server"],
  protocols: ["http"],
  steps: [
    ...warmedUp,
    { do: "sample", label: "before" },
    ...endless("fields", raw(lines), raw(field, times)),
    ...endless("field", raw(`${lines}X-Field: `), raw("a".repeat(64), times)),
    ...endless("target", raw("POST /"), raw("a".repeat(64), times)),
    { do: "sample", label: "after" },
  ],
  stimulus: [],
  checks: [
    {
      id: "fields-refused",
      level: "MUST",
      kind: "ends",
      on: "fields",
      how: ["fin", "rst"],
      statement: "Header fields without an end, each of them short, end the connection.",
      source:
        "RFC 9110 §5.4: a server that receives more fields than it wishes to process must respond with a 4xx",
    },
    {
      id: "field-refused",
      level: "MUST",
      kind: "ends",
      on: "field",
      how: ["fin", "rst"],
      statement: "One header field without an end ends the connection.",
      source:
        "RFC 9110 §5.4: a server that receives a longer field than it wishes to process must respond with a 4xx",
    },
    {
      id: "target-refused",
      level: "MUST",
      kind: "ends",
      on: "target",
      how: ["fin", "rst"],
      statement: "A request target without an end ends the connection.",
      source:
        "RFC 9112 §3: a server must respond to a target longer than it wishes to parse with 414",
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
