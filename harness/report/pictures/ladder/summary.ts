import type { DatagramSocketHistory } from "../../../history/datagram-history.ts";
import type { ConnectionHistory } from "../../../history/history.ts";
import { formatBytes } from "../../../verdict/text.ts";
import { isConnection, isSocket, type Party } from "./cast.ts";
import { countsOf, unitOf } from "./description.ts";
import { text, textMax } from "./lanes.ts";
import type { Scene } from "./scene.ts";

const groupsMax = 8;

/** Describes the undrawn parts: other parties by group, omitted events, and the time scale. */
export function drawFooter({ cast, remarks }: Scene, topPx: number) {
  const groups = Map.groupBy(cast.others, ({ group }) => group);
  const crossings = cast.members.flatMap((member) => member.crossings);
  const parties = cast.members.some(({ to }) => to !== null) ? "sockets" : "connections";
  const lines = [
    ...(crossings.length === 0 ? [] : [`Of the ${parties} drawn: ${countsOf(cast).join(" ")}`]),
    ...[...groups].slice(0, groupsMax).map(([group, all]) => groupSentence(group, all)),
    ...(groups.size > groupsMax ? [`${groups.size - groupsMax} more groups of ${parties}.`] : []),
    ...(cast.crossingsOfOthers > 0
      ? [`${cast.crossingsOfOthers} ${unitOf(crossings)} of ${parties} that are not drawn.`]
      : []),
    ...remarks,
    "Order is exact, distances are not: they grow with the logarithm of time. Times are in ms since the case began.",
  ];
  return {
    drawn: lines
      .map((line, index) =>
        text({ x: 12, y: topPx + 12 + index * 15 }, line, {
          className: "q",
          charactersMax: textMax.picture,
        }),
      )
      .join(""),
    bottomPx: topPx + lines.length * 15 + 4,
  };
}

function groupSentence(group: string, all: readonly Party[]): string {
  const sockets = all.filter(isSocket);
  return sockets.length === 0
    ? connectionsSentence(group, all.filter(isConnection))
    : socketsSentence(group, sockets);
}

function connectionsSentence(group: string, all: readonly ConnectionHistory[]): string {
  const connected = all.filter(({ connectedAtMs }) => connectedAtMs !== null).length;
  const sent = all.reduce(
    (sum, connection) => sum + connection.sent.reduce((bytes, part) => bytes + part.bytes, 0),
    0,
  );
  const received = all.reduce((sum, connection) => sum + connection.received.bytes, 0);
  const ended = all.filter(({ peerEnd }) => peerEnd !== null).length;
  return `Not drawn: ${group} × ${all.length}, of which ${connected} connected; ${formatBytes(sent)} sent, ${formatBytes(received)} received, ${ended} ended by the server.`;
}

function socketsSentence(group: string, all: readonly DatagramSocketHistory[]): string {
  const copies = all.flatMap(({ sent }) => sent.flatMap((part) => part.copies));
  const sent = copies.reduce((sum, times) => sum + times, 0);
  const received = all.reduce((sum, { replies }) => sum + replies.length, 0);
  return `Not drawn: ${group} × ${all.length}; ${sent} datagrams sent, ${received} received.`;
}
