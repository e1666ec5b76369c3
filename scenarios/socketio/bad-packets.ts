import type { Scenario } from "../../harness/scenario/scenario.ts";
import { endings } from "../endings.ts";
import { attachment, packet, placeholder } from "./packet.ts";

const ofTestSuite =
  "Socket.IO protocol v5, test suite: should close the connection upon invalid format";

/** Text that is no packet, packets without what their type needs, and attachments of nothing. */
export const badPackets = {
  id: "socketio/bad-packets",
  title: "A packet that cannot be read ends the connection",
  why: "Two sides that read a packet differently are out of step from there on. A server that drops what it cannot read leaves its client to wait for an answer that never comes.",
  sources: [
    "Engine.IO protocol v4, packet encoding and test suite",
    "Socket.IO protocol v5, sending and receiving data, packet encoding and test suite",
  ],
  roles: ["server"],
  protocols: ["socketio"],
  links: "any",
  steps: [
    ...endings("packet", [[packet("7")], [packet("message")]]),
    ...endings("type", [[packet("47")], [packet("4abc")]]),
    ...endings(
      "payload",
      ["42{}", '42"msg"', "42[]", '42["msg"', "42[msg]"].map((text) => [packet(text)]),
    ),
    ...endings("no-payload", [[packet("42")]]),
    ...endings("id", [[packet('42abc["ack",1]')]]),
    ...endings("attachments", [
      [packet(`451-["msg",${placeholder(0)}]`), packet('42["msg","instead"]')],
      [packet(`451-["msg",${placeholder(5)}]`), attachment([1])],
      [packet('45-["msg"]')],
    ]),
    ...endings("stray", [[attachment([1, 2, 3])]]),
  ],
  stimulus: [],
  checks: [
    {
      id: "packet-closed",
      level: "MUST",
      kind: "ends",
      on: "packet",
      how: ["fin", "rst"],
      statement: "A text that begins with no type of Engine.IO ends the connection.",
      source: "Engine.IO protocol v4, test suite: closes the session upon invalid packet format",
    },
    {
      id: "type-closed",
      level: "MUST",
      kind: "ends",
      on: "type",
      how: ["fin", "rst"],
      statement: "A message that begins with no type of Socket.IO ends the connection.",
      source: `${ofTestSuite} (unknown packet type)`,
    },
    {
      id: "payload-closed",
      level: "MUST",
      kind: "ends",
      on: "payload",
      how: ["fin", "rst"],
      statement: "An event whose payload is no array, or an empty one, ends the connection.",
      source:
        "Socket.IO protocol v5, sending and receiving data: the payload must be a non-empty array, or the receiver must close the connection",
    },
    {
      id: "no-payload-closed",
      level: "MUST",
      kind: "ends",
      on: "no-payload",
      how: ["fin", "rst"],
      statement: "An event without a payload ends the connection.",
      source:
        "Socket.IO protocol v5, sending and receiving data: the payload is mandatory, or the receiver must close the connection",
    },
    {
      id: "id-closed",
      level: "MUST",
      kind: "ends",
      on: "id",
      how: ["fin", "rst"],
      statement: "An acknowledgement id that is no number ends the connection.",
      source: `${ofTestSuite} (invalid ack id)`,
    },
    {
      id: "attachments-closed",
      level: "SHOULD",
      kind: "ends",
      on: "attachments",
      how: ["fin", "rst"],
      statement:
        "A binary event without its attachments, or without their number, ends the connection.",
      source: "Socket.IO protocol v5, packet encoding: binary attachments follow their packet",
    },
    {
      id: "stray-closed",
      level: "SHOULD",
      kind: "ends",
      on: "stray",
      how: ["fin", "rst"],
      statement: "An attachment of no event ends the connection.",
      source: "Socket.IO protocol v5, packet encoding: binary attachments follow their packet",
    },
  ],
} satisfies Scenario;
