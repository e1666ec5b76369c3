import { setImmediate } from "node:timers/promises";
import type { DatagramSocketHistory } from "../../history/datagram-history.ts";
import { deriveSeed } from "../../protocol/random.ts";
import { renderContent } from "../../protocol/render.ts";
import { durationMs } from "../../scenario/amount.ts";
import type { DatagramStep } from "../../scenario/datagram-step.ts";
import { hostOf } from "../host-of.ts";
import type { ServerAddress } from "../messages.ts";
import { sizedFor } from "../sending/send.ts";
import type { Stage } from "../stage.ts";
import { awaitReplies } from "./await-replies.ts";
import { DatagramSocket } from "./socket.ts";

type StepOf<Do extends DatagramStep["do"]> = Extract<DatagramStep, { do: Do }>;

/** @returns the waiting that the step itself required, in ms. */
export async function playDatagramStep(stage: Stage, step: DatagramStep): Promise<number> {
  switch (step.do) {
    case "openSockets":
      await openSockets(stage, step);
      return 0;
    case "sendDatagrams":
      return await sendDatagrams(stage, step);
    case "awaitReplies":
      await awaitReplies(stage, openOf(stage, step.on), step);
      return 0;
    case "closeSockets":
      for (const socket of openOf(stage, step.on)) {
        socket.close();
      }
      return 0;
  }
}

function openOf({ socketGroups }: Stage, name: string): readonly DatagramSocket[] {
  return (socketGroups.get(name) ?? []).filter(({ isOpen }) => isOpen);
}

/** As with connections, hundreds at once would delay this process's timers. */
const perTurn = 32;

async function openSockets(stage: Stage, step: StepOf<"openSockets">): Promise<void> {
  const { sockets: name, count = 1, port = 0 } = step;
  const to = addressFor(stage.address, step);
  const made = stage.made.get(name) ?? 0;
  const alone = step.count === undefined && made === 0;
  const group: DatagramSocket[] = [];
  const opening: Promise<void>[] = [];
  while (group.length < count) {
    const position = group.length + 1;
    const socket = new DatagramSocket({
      ...stage,
      name: alone ? name : `${name}#${made + position}`,
      group: name,
      index: position,
      to,
      localPort: port === "server" ? stage.address.port : port,
      connected: step.connected ?? false,
      reflects: step.reflects ?? 0,
    });
    group.push(socket);
    opening.push(socket.open());
    if (position % perTurn === 0) {
      await setImmediate();
    }
  }
  await Promise.all(opening);
  stage.made.set(name, made + count);
  stage.socketGroups.set(name, group);
  stage.sockets.push(...group);
}

function addressFor(
  address: ServerAddress,
  { to: target = "server", family }: StepOf<"openSockets">,
): DatagramSocketHistory["to"] {
  const { host, hostOther, hostBroadcast, hostGroup, hostGroupIpv6, port } = address;
  const own = family === undefined ? host : hostOf(address, family);
  const known = {
    server: own,
    "other-address": hostOther,
    broadcast: hostBroadcast,
    group: family === "IPv6" ? hostGroupIpv6 : hostGroup,
  };
  return { target, address: known[target] ?? own, port };
}

/** Sends the first datagram of each socket of the group, then the second of each, and so on. */
async function sendDatagrams(stage: Stage, step: StepOf<"sendDatagrams">): Promise<number> {
  const gapMs = step.gap === undefined ? 0 : durationMs(step.gap, stage.context);
  let sending = openOf(stage, step.on).map((socket) => {
    const content = step.content.map((item) => sizedFor(item, socket.index));
    const seed = deriveSeed(stage.context.seed, socket.name, socket.partsSent);
    socket.beginPart(content, seed);
    return { socket, datagrams: renderContent(stage.protocol, { content, seed }, stage.context) };
  });
  const taken: Promise<void>[] = [];
  let waitedMs = 0;
  while (sending.length > 0) {
    const left: typeof sending = [];
    for (const one of sending) {
      const next = one.datagrams.next();
      if (next.done !== true) {
        taken.push(one.socket.send(next.value));
        left.push(one);
      }
      if (taken.length % perTurn === 0) {
        await setImmediate();
      }
    }
    sending = left;
    if (gapMs > 0 && sending.length > 0) {
      await stage.clock.sleep(gapMs, stage.signal);
      waitedMs += gapMs;
    }
  }
  await Promise.all(taken);
  return waitedMs;
}
