import { InvalidCaptureError } from "../../../evidence/capture/pcap.ts";
import { crossingsOf } from "../../../evidence/crossings/from-evidence.ts";
import type { JoinedCaptures } from "../../../evidence/crossings/join.ts";
import type { WireEvidence } from "../../../evidence/evidence.ts";
import type { History } from "../../../history/history.ts";
import { type Arrow, arrowOf } from "./arrows.ts";
import { type BrokenBlock, brokenBlock } from "./broken.ts";
import { type Cast, chooseCast, type JoinedWires, type Member } from "./cast.ts";
import { altTextOf, unitOf } from "./description.ts";
import { type PlacedFault, placeFault } from "./ground.ts";
import { applicationNotes, limitNotes } from "./notes.ts";
import type { CaptureBytes, LadderOptions } from "./options.ts";
import { type PlacedNote, placeNote } from "./place-note.ts";
import { processNotes } from "./process.ts";
import { groupRuns } from "./runs.ts";
import type { Anchor } from "./time.ts";

/** Everything that a picture shows, with anchors not placed yet. */
export interface Scene {
  readonly cast: Cast;
  readonly arrows: readonly Arrow[];
  readonly notes: readonly PlacedNote[];
  readonly faults: readonly PlacedFault[];
  readonly broken: BrokenBlock | null;
  readonly anchors: readonly Anchor[];
  /** Anchors whose time is written in the margin. */
  readonly timed: readonly Anchor[];
  /** Sentences about omitted parts. */
  readonly remarks: readonly string[];
  /** The text alternative. */
  readonly description: string;
}

/** Limits that keep a picture readable, and below 200 KB. */
const runsMax = 84;
const focusRunsMax = 60;
const applicationNotesMax = 64;
const processNotesMax = 24;
const faultsMax = 12;

export function composeScene(options: LadderOptions): Scene {
  const { history, broken } = options;
  const { joined, remarks: gaps } = readWires(options);
  const cast = chooseCast(history, joined, broken);
  const { arrows, leftOut } = arrowsOf(cast);
  const brokeAtMs = broken?.brokeAtMs ?? null;
  const notes = [
    ...limitNotes(applicationNotes(history, cast), applicationNotesMax, brokeAtMs),
    ...limitNotes(processNotes(history), processNotesMax, brokeAtMs),
  ].map(placeNote);
  const faults = history.linkFaults.slice(0, faultsMax).map(placeFault);
  const starts = [...arrows.map(({ start }) => start), ...notes.map(({ anchor }) => anchor)];
  const block = broken === null ? null : brokenBlock(broken, lastOf(starts));
  const anchors = [
    ...arrows.flatMap(({ start, end, lastStart, lastEnd }) =>
      [start, end, lastStart, lastEnd].filter((anchor) => anchor !== null),
    ),
    ...notes.flatMap(({ anchor, until }) => (until === null ? [anchor] : [anchor, until])),
    ...faults.flatMap(({ from, until }) => [from, until]),
    ...(block === null ? [] : [block.anchor]),
  ];
  const unit = unitOf(cast.members.flatMap(({ crossings }) => crossings));
  const remarks = [...gaps, ...remarksOn(options, leftOut, unit)];
  return {
    cast,
    arrows,
    notes,
    faults,
    broken: block,
    anchors,
    timed: [...starts, ...(block === null || brokeAtMs === null ? [] : [block.anchor])],
    remarks,
    description: altTextOf(options, { cast, remarks }),
  };
}

/** Whether a client was under test, to which the driver listened. */
export function isOfClient({ context }: Pick<History, "context">): boolean {
  return context.message !== undefined;
}

function lastOf(anchors: readonly Anchor[]): number {
  return anchors.reduce((last, { atMs }) => Math.max(last, atMs), 0);
}

/** What crossed the wires, and sentences about those of which that is not known. */
function readWires({ history, evidence, captures }: LadderOptions): {
  readonly joined: JoinedWires;
  readonly remarks: readonly string[];
} {
  if (history.unixSocket !== undefined) {
    const remarks = ["A Unix-domain socket has no segments."];
    return { joined: { own: null, upstream: null }, remarks };
  }
  const own = readWire("Without segments", { history, evidence, captures });
  const upstream =
    evidence?.upstream === undefined
      ? { joined: null, remark: null }
      : readWire("Without the second wire", {
          history,
          evidence: evidence.upstream,
          captures: captures?.upstream ?? null,
        });
  return {
    joined: { own: own.joined, upstream: upstream.joined },
    remarks: [own.remark, upstream.remark].filter((remark) => remark !== null),
  };
}

interface CapturedWire {
  readonly history: History;
  readonly evidence: Pick<WireEvidence, "serverPort" | "capture" | "whyNoCapture"> | null;
  readonly captures: Pick<CaptureBytes, "client" | "server"> | null;
}

/** @param without begins the sentence where there is no capture. */
function readWire(
  without: string,
  { history, evidence, captures }: CapturedWire,
): { readonly joined: JoinedCaptures | null; readonly remark: string | null } {
  if (evidence === null || captures === null || evidence.capture === null) {
    const why = evidence?.whyNoCapture ?? "none was kept";
    return { joined: null, remark: `${without}, because there is no capture: ${why}` };
  }
  try {
    return {
      joined: crossingsOf(evidence, captures, {
        watchedUntilMs: endOf(history),
        driverListens: isOfClient(history),
      }),
      remark: null,
    };
  } catch (error) {
    if (error instanceof InvalidCaptureError) {
      return { joined: null, remark: `${without}: ${error.message}` };
    }
    throw error;
  }
}

/** The last moment known to be covered by the captures. */
function endOf({ events, samples, connections, datagramSockets }: History): number {
  const times = [
    ...events.map(({ atMs, untilMs }) => untilMs ?? atMs),
    ...samples.map(({ atMs }) => atMs),
    ...[...connections, ...datagramSockets].flatMap(({ waits }) => waits.map(({ toMs }) => toMs)),
  ];
  return times.reduce((last, ms) => Math.max(last, ms), 0);
}

function arrowsOf({ members }: Cast) {
  // Each wire has its own height of the picture.
  const room = new Map(
    (["first", "second"] as const).flatMap((wire) => [
      ...shareRoom(members.filter((member) => member.wire === wire)),
    ]),
  );
  const grouped = members.map((member) => ({
    member,
    ...groupRuns(member.crossings, room.get(member) ?? 0),
  }));
  return {
    arrows: grouped.flatMap(({ member, runs }) =>
      runs.map((run) => arrowOf(run, member)).filter((arrow) => arrow !== null),
    ),
    leftOut: grouped.reduce((sum, group) => sum + group.segmentsLeftOut, 0),
  };
}

/** The focus first, then connections that need little, so that the rest shares what remains. */
function shareRoom(members: readonly Member[]): ReadonlyMap<Member, number> {
  const need = ({ crossings, isFocus }: Member) => (isFocus ? -1 : crossings.length);
  const room = new Map<Member, number>();
  let remaining: number = runsMax;
  for (const [index, member] of members.toSorted((a, b) => need(a) - need(b)).entries()) {
    const share = member.isFocus ? focusRunsMax : Math.floor(remaining / (members.length - index));
    const taken = Math.min(share, focusRunsMax, member.crossings.length);
    room.set(member, taken);
    remaining -= taken;
  }
  return room;
}

function remarksOn(
  { history, evidence }: LadderOptions,
  leftOut: number,
  unit: string,
): readonly string[] {
  const missing = [evidence?.capture ?? null, evidence?.upstream?.capture ?? null].reduce(
    (sum, cut) => sum + (cut?.client.packetsCut ?? 0) + (cut?.server.packetsCut ?? 0),
    0,
  );
  return [
    ...(leftOut > 0 ? [`${leftOut} of these ${unit} are left out.`] : []),
    ...(missing > 0
      ? [
          `The captures have a gap: ${missing} packets were not kept, so some ${unit} may be missing here.`,
        ]
      : []),
    ...(history.eventsDropped > 0
      ? [`${history.eventsDropped} events of the application were not kept.`]
      : []),
  ];
}
