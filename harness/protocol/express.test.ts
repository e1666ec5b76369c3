import { describe, expect, test } from "vitest";
import { catalogue } from "../../scenarios/catalogue.ts";
import { measurements } from "../../scenarios/measurements/catalogue.ts";
import type { Content } from "../scenario/content.ts";
import { leafSteps } from "../scenario/leaf-steps.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { ChunkPlan, Step } from "../scenario/step.ts";
import { isInDatagrams } from "../scenario/transport.ts";
import { whyInexpressible } from "./express.ts";
import { datagram, framed, stream } from "./fixtures/bundled.ts";
import { counting, shouting } from "./fixtures/small-protocols.ts";
import type { Protocol } from "./protocol.ts";
import { protocolNamed } from "./protocols.ts";

function whyNot(protocol: Protocol, steps: readonly Step[], facts: Partial<Scenario> = {}) {
  return whyInexpressible({ steps: [...steps], stimulus: [], ...facts }, protocol);
}

const sending = (content: readonly Content[], chunks?: ChunkPlan): readonly Step[] => [
  { do: "connect", connection: "main" },
  { do: "send", on: "main", content: [...content], ...(chunks && { chunks }) },
  { do: "inspect", on: "main" },
];

const socketio = protocolNamed("socketio");
const one = [{ messages: 1, bytes: 10 }];
const gap = { ms: 1 };

describe("a scenario in datagrams", () => {
  const inDatagrams: readonly Step[] = [
    { do: "openSockets", sockets: "main" },
    { do: "sendDatagrams", on: "main", content: [{ messages: 1, bytes: 0 }] },
  ];

  test("is for protocols that have datagrams, even if they have no empty messages", () => {
    expect(whyNot(datagram, inDatagrams)).toBeNull();
    expect(whyNot(framed, inDatagrams)).toBe(
      "the protocol framed has connections, and no datagrams",
    );
  });

  test("is all that those can play", () => {
    expect(whyNot(datagram, sending(one))).toBe(
      "the protocol datagram has datagrams, and no connections",
    );
  });
});

describe("what a protocol can express", () => {
  test.each<{ title: string; protocol: Protocol; steps: readonly Step[] }>([
    { title: "messages", protocol: stream, steps: sending(one) },
    { title: "a length", protocol: framed, steps: sending([{ announces: 0xffff_ffff }]) },
    { title: "what is refused", protocol: shouting, steps: sending([{ unacceptable: true }]) },
    {
      title: "a closing",
      protocol: protocolNamed("websocket"),
      steps: sending([{ closing: true }]),
    },
    { title: "a negative length", protocol: counting, steps: sending([{ announces: "negative" }]) },
    { title: "empty messages", protocol: shouting, steps: sending([{ messages: 1, bytes: 0 }]) },
    {
      title: "a cut anywhere, without messages",
      protocol: stream,
      steps: sending([{ unfinished: 10, upTo: 2 }]),
    },
    {
      title: "a cut in the payload, without a header",
      protocol: shouting,
      steps: sending([{ finishes: 10, from: { payload: 2 } }]),
    },
    {
      title: "a message above the cap",
      protocol: shouting,
      steps: sending([{ messages: 1, bytes: { maxFrames: 1, plus: 1 } }]),
    },
    {
      title: "a message of the cap, without a cap",
      protocol: counting,
      steps: sending([{ messages: 1, bytes: { maxFrames: 1 } }]),
    },
    {
      title: "a split header",
      protocol: framed,
      steps: sending(one, { cuts: ["half-header", "header"], gap }),
    },
  ])("$title", ({ protocol, steps }) => {
    expect(whyNot(protocol, steps)).toBeNull();
  });
});

describe("what a protocol cannot express", () => {
  test.each<{ protocol: Protocol; steps: readonly Step[]; why: string }>([
    { protocol: stream, steps: sending([{ announces: 5 }]), why: "stream announces no lengths" },
    {
      protocol: framed,
      steps: sending([{ announces: "negative" }]),
      why: "framed has no negative lengths",
    },
    {
      protocol: counting,
      steps: sending([{ announces: 10_000_000 }]),
      why: "counted announces at most 9999999 bytes",
    },
    {
      protocol: stream,
      steps: sending([{ unacceptable: true }]),
      why: "stream has nothing that must be refused",
    },
    {
      protocol: stream,
      steps: sending([{ messages: 1, bytes: 0 }]),
      why: "stream has no empty messages",
    },
    { protocol: framed, steps: sending([{ opening: true }]), why: "framed has no opening" },
    {
      protocol: framed,
      steps: sending([{ closing: true }]),
      why: "framed has no message that ends a connection",
    },
    {
      protocol: shouting,
      steps: sending([{ unfinished: 10, upTo: "half-header" }]),
      why: "shout has no header that can be split",
    },
    {
      protocol: shouting,
      steps: sending(one, { cuts: ["header"], gap }),
      why: "shout has no header that can be split",
    },
    {
      protocol: stream,
      steps: sending([{ unfinished: 10, upTo: { payload: 3 } }]),
      why: "stream has no messages that can be told apart",
    },
    {
      protocol: stream,
      steps: sending([{ messages: 1, bytes: { maxFrames: 1, plus: 1 } }]),
      why: "stream has no cap on the length of its messages",
    },
    {
      protocol: counting,
      steps: sending([{ messages: 1, bytes: { min: 1, max: { maxFrames: 2 } } }]),
      why: "counted has no cap on the length of its messages",
    },
    {
      protocol: counting,
      steps: [...sending(one), { do: "shutdownWrite", on: "main" }],
      why: "counted ends a connection on which the peer shuts down writing",
    },
    {
      protocol: shouting,
      steps: [
        { do: "load", label: "load", depth: 1, bytes: 10, warmUp: { ms: 1 }, duration: { ms: 1 } },
      ],
      why: "shout is no echo of equal messages, which a load needs",
    },
    {
      protocol: framed,
      steps: [{ do: "connect", connection: "main", unopened: true }],
      why: "framed has no opening",
    },
    {
      protocol: framed,
      steps: [{ do: "connect", connection: "main", mute: true }],
      why: "framed asks nothing of a client",
    },
    {
      protocol: socketio,
      steps: [
        { do: "stopReading", on: "main" },
        { do: "pause", duration: { ms: 10_001 } },
      ],
      why: "socketio lets a server end a connection that is silent for 10000 ms",
    },
  ])("the protocol $why", ({ protocol, steps, why }) => {
    expect(whyNot(protocol, steps)).toBe(`the protocol ${why}`);
    const inside: Step = { do: "repeat", times: 2, steps: [...steps] };
    expect(whyNot(protocol, [inside])).toBe(`the protocol ${why}`);
  });

  test("a scenario of other protocols alone", () => {
    const others = { protocols: ["framed", "stream"] };
    expect(whyNot(shouting, sending(one), others)).toBe("needs the protocol framed or stream");
    expect(whyNot(stream, sending(one), others)).toBeNull();
  });

  test("more messages in one segment than fit", () => {
    const stimulus: Scenario["stimulus"] = [
      { kind: "segments", on: "main", atMost: 1, because: "all left in one segment" },
    ];
    const why = (messages: number) =>
      whyNot(shouting, sending([{ messages, bytes: 9 }]), { stimulus });
    expect(why(144)).toBeNull();
    expect(why(145)).toBe("the protocol shout needs more segments for its messages");
    // A header says the length in digits, of which an empty payload has one.
    const inResp = (messages: number) =>
      whyNot(protocolNamed("resp"), sending([{ messages, bytes: 16 }]), { stimulus });
    expect(inResp(39)).toBeNull();
    expect(inResp(40)).toBe("the protocol resp needs more segments for its messages");
  });
});

describe("of the catalogue", () => {
  const left = (protocol: Protocol) =>
    [...catalogue, ...measurements]
      .filter((scenario) => whyInexpressible(scenario, protocol) !== null)
      .map(({ id }) => id);

  const isOfOthers = ({ protocols }: Scenario, name: string) =>
    protocols !== undefined && !protocols.includes(name);

  test("framed plays everything but datagrams, closings and the own scenarios of others", () => {
    const others = catalogue.filter(
      (scenario) =>
        isOfOthers(scenario, "framed") ||
        isInDatagrams(scenario.steps) ||
        scenario.id === "close/closing-message",
    );
    expect(left(framed)).toEqual(others.map(({ id }) => id));
  });

  test("datagram plays those on sockets, and no others", () => {
    const others = [...catalogue, ...measurements].filter(({ steps }) => !isInDatagrams(steps));
    expect(left(datagram)).toEqual(others.map(({ id }) => id));
  });

  test("websocket leaves out what shuts down writing, loads and datagrams", () => {
    const needs = (step: Step) => step.do === "shutdownWrite" || step.do === "load";
    const unplayable = [...catalogue, ...measurements].filter(
      (scenario) =>
        isOfOthers(scenario, "websocket") ||
        isInDatagrams(scenario.steps) ||
        leafSteps(scenario.steps).some(needs),
    );
    expect(left(protocolNamed("websocket"))).toEqual(unplayable.map(({ id }) => id));
  });

  test("socketio leaves out what websocket does, and what makes a server wait too long", () => {
    const tooLong = ["flow/long-stalls", "idle/a-minute-of-patience"];
    const common = left(protocolNamed("websocket")).filter((id) => !id.startsWith("socketio/"));
    const own = catalogue.filter(({ protocols }) => protocols?.includes("websocket") === true);
    expect(left(socketio).toSorted()).toEqual(
      [...common, ...tooLong, ...own.map(({ id }) => id)].toSorted(),
    );
  });

  test("stream leaves out what needs messages", () => {
    expect(left(stream)).toEqual(
      expect.arrayContaining(["length/cap", "length/oversize", "close/truncated-payload"]),
    );
    expect(left(stream)).not.toEqual(expect.arrayContaining(["echo/basic"]));
  });
});
