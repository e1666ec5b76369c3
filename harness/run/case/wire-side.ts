import type { SegmentsRequest } from "../../driver/messages.ts";
import type { TimedSegment } from "../../evidence/replies/timed-segment.ts";
import { unknownWire, wireHistoryOf } from "../../evidence/replies/wire-history.ts";
import type { LoadHistory } from "../../history/history.ts";
import { messageOf } from "../../host/message-of.ts";
import type { Lab } from "../../lab/lab.ts";
import type { RecordedCase, SegmentRecorder } from "../../lab/wire/segment-times.ts";

/** The server's side of the wire during a case: records the segments of loads that ask for it. */
export interface WireSide extends AsyncDisposable {
  perform(request: SegmentsRequest): Promise<void>;
  /** @returns the loads, each with what was recorded of it. */
  addTo(loads: readonly LoadHistory[]): readonly LoadHistory[];
}

export function startWireSide(lab: Pick<Lab, "recordSegments">, of: RecordedCase): WireSide {
  /** By the label of their load; a string is the reason why there is none. */
  const recorders = new Map<string, SegmentRecorder | string>();
  const recordings = new Map<string, readonly TimedSegment[] | string>();
  return {
    async perform({ do: what, label }) {
      if (what === "recordSegments") {
        recorders.set(label, await lab.recordSegments(of).catch(messageOf));
        return;
      }
      recordings.set(label, await finish(recorders.get(label) ?? "It was not recorded."));
      recorders.delete(label);
    },
    addTo: (loads) => loads.map((load) => withWire(load, recordings.get(load.label))),
    async [Symbol.asyncDispose]() {
      await Promise.all([...recorders.values()].map(dispose));
    },
  };
}

/** @returns the segments, or why they do not count. */
async function finish(
  recorder: SegmentRecorder | string,
): Promise<readonly TimedSegment[] | string> {
  if (typeof recorder === "string") {
    return recorder;
  }
  try {
    const { segments, flaw } = await recorder.finish();
    return flaw ?? segments;
  } catch (error) {
    return messageOf(error);
  } finally {
    await dispose(recorder);
  }
}

async function dispose(recorder: SegmentRecorder | string): Promise<void> {
  if (typeof recorder !== "string") {
    await recorder[Symbol.asyncDispose]();
  }
}

/** @param recording undefined where none was asked for. */
function withWire(
  load: LoadHistory,
  recording: readonly TimedSegment[] | string | undefined,
): LoadHistory {
  if (recording === undefined || load.failure !== null) {
    return load;
  }
  const wire =
    typeof recording === "string" ? unknownWire(recording) : wireHistoryOf(recording, load);
  return { ...load, wire };
}
