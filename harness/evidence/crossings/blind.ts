import type { CaptureContent } from "../capture/pcap.ts";
import type { JoinOptions } from "./crossing.ts";

/** A period in which a capture kept nothing. */
export interface Blind {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** @returns for each side, the periods that its capture missed: nothing there counts as lost. */
export function blindPeriods(
  captures: { readonly client: CaptureContent; readonly server: CaptureContent },
  { packetsBeforeGap, clockOffsetMs, watchedUntilMs: fromMs }: JoinOptions,
): Readonly<Record<"client" | "server", readonly Blind[]>> {
  const after = fromMs === undefined ? [] : [{ fromMs, untilMs: Number.POSITIVE_INFINITY }];
  const of = (side: "client" | "server") => [
    ...blindOf(captures[side], packetsBeforeGap[side], clockOffsetMs),
    ...after,
  ];
  return { client: of("client"), server: of("server") };
}

function blindOf(
  { packets, datagrams, isCutShort }: CaptureContent,
  packetsBeforeGap: number | null,
  clockOffsetMs: number,
): readonly Blind[] {
  // A case has the one or the other.
  const seen = packets.length >= datagrams.length ? packets : datagrams;
  const timeOf = (index: number, otherwise: number) =>
    (seen[index]?.atMs ?? otherwise) + clockOffsetMs;
  const endless = Number.POSITIVE_INFINITY;
  return [
    ...(packetsBeforeGap === null
      ? []
      : [
          {
            fromMs: timeOf(packetsBeforeGap - 1, -endless),
            untilMs: timeOf(packetsBeforeGap, endless),
          },
        ]),
    ...(isCutShort ? [{ fromMs: timeOf(seen.length - 1, -endless), untilMs: endless }] : []),
  ];
}
