import type { Scenario } from "../../harness/scenario/scenario.ts";
import { packet } from "./packet.ts";

/** Events with several arguments and none, and text in both spellings that JSON has. */
export const events = {
  id: "socketio/events",
  title: "Whatever JSON an event has comes back as the same values",
  why: "An event is an array: a name, then any number of arguments of any kind. Servers that think of one string drop the rest, and text that is decoded twice, or not at all, is another text.",
  sources: [
    "Socket.IO protocol v5, sending and receiving data",
    "RFC 8259 §7 and §8.1",
    "Socket.IO protocol v5, test suite: message",
  ],
  roles: ["server"],
  protocols: ["socketio"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "arguments" },
    {
      do: "send",
      on: "arguments",
      content: [
        packet('42["msg"]'),
        packet('42["msg",1,"2",{"3":[true]}]'),
        packet('42["msg",null,false,-1.5e3,[],{},"",[[["deep"]]]]'),
        packet('42[ "msg" ,\t{ "b" : 1 , "a" : [ 0 ] } ]'),
      ],
    },
    { do: "awaitEcho", on: "arguments" },
    { do: "connect", connection: "text" },
    {
      do: "send",
      on: "text",
      content: [
        packet('42["msg","\\u00e9 \\ud83d\\ude00 \\/ \\" \\\\ \\n \\u0000"]'),
        packet('42["msg","é 😀 \u2028 \u007f"]'),
      ],
    },
    { do: "awaitEcho", on: "text" },
  ],
  stimulus: [],
  checks: [
    {
      id: "arguments-echoed",
      level: "MUST",
      kind: "echo",
      on: "arguments",
      statement: "An event comes back with all its arguments, however many and of whatever kind.",
      source: "Socket.IO protocol v5, sending and receiving data: the payload is an array",
    },
    {
      id: "text-echoed",
      level: "MUST",
      kind: "echo",
      on: "text",
      statement: "Characters come back as the same ones, whether they were escaped or not.",
      source: "RFC 8259 §7: a character may be escaped",
    },
  ],
} satisfies Scenario;
