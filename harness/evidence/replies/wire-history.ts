import type { LoadHistory, WireHistory } from "../../history/history.ts";
import { packWireSamples } from "../../history/wire-samples.ts";
import { matchReplies, type Served } from "./match.ts";
import type { TimedSegment } from "./timed-segment.ts";

/** Takes from the segments of a case what the server did with the messages of a load. */
export function wireHistoryOf(segments: readonly TimedSegment[], load: LoadHistory): WireHistory {
  const served = matchReplies(segments, {
    clientPorts: load.connections.flatMap(({ localPort }) => localPort ?? []),
    messageBytes: load.messageBytes,
    startedNs: load.startedAtMs * 1e6,
    echoedInAll: load.echoedInAll,
  });
  return typeof served === "string" ? unknownWire(served) : keepMeasured(served, load);
}

/** @param failure why nothing is known. */
export function unknownWire(failure: string): WireHistory {
  return { unanswered: 0, samples: "", failure };
}

function keepMeasured(
  served: readonly Served[],
  { startedAtMs, fromMs, untilMs }: LoadHistory,
): WireHistory {
  const measured = served.filter(
    ({ arrivedNs }) => arrivedNs >= fromMs * 1e6 && arrivedNs < untilMs * 1e6,
  );
  const answered = measured.flatMap(({ arrivedNs, repliedNs }) =>
    repliedNs === null ? [] : { arrivedNs, tookNs: repliedNs - arrivedNs },
  );
  const startedNs = Math.round(startedAtMs * 1e6);
  return {
    unanswered: measured.length - answered.length,
    samples: packWireSamples({
      arrivedNs: Float64Array.from(answered, ({ arrivedNs }) => arrivedNs - startedNs),
      tookNs: Float64Array.from(answered, ({ tookNs }) => tookNs),
    }),
    failure: null,
  };
}
