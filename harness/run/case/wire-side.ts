import { unknownWire, wireHistoryOf } from "../../evidence/replies/wire-history.ts";
import type { LoadHistory } from "../../history/history.ts";
import { messageOf } from "../../host/message-of.ts";
import type { Lab } from "../../lab/lab.ts";
import type { RecordedCase, SegmentRecorder } from "../../lab/wire/segment-times.ts";
import type { Scenario } from "../../scenario/scenario.ts";

/** The server's side of the wire during a case that measures what passes there. */
export interface WireSide extends AsyncDisposable {
  /** Stops recording. @returns the loads with what was recorded of those that are measured. */
  addTo(loads: readonly LoadHistory[]): Promise<readonly LoadHistory[]>;
}

/** @returns null if nothing is measured there. */
export async function startWireSide(
  scenario: Pick<Scenario, "figures">,
  lab: Pick<Lab, "recordSegments">,
  of: RecordedCase,
): Promise<WireSide | null> {
  const measured = measuredLoads(scenario);
  if (measured.size === 0) {
    return null;
  }
  // biome-ignore lint/nursery/useDisposables: the result disposes of it.
  const recorder = await lab.recordSegments(of).catch(messageOf);
  return {
    async addTo(loads) {
      const wireOf = await readRecorder(recorder);
      return loads.map((load) =>
        measured.has(load.label) && load.failure === null ? { ...load, wire: wireOf(load) } : load,
      );
    },
    async [Symbol.asyncDispose]() {
      if (typeof recorder !== "string") {
        await recorder[Symbol.asyncDispose]();
      }
    },
  };
}

function measuredLoads({ figures = [] }: Pick<Scenario, "figures">): ReadonlySet<string> {
  return new Set(figures.flatMap((figure) => (figure.kind === "wireLatency" ? figure.load : [])));
}

/** @param recorder or why there is none. */
async function readRecorder(
  recorder: SegmentRecorder | string,
): Promise<(load: LoadHistory) => ReturnType<typeof wireHistoryOf>> {
  if (typeof recorder === "string") {
    return () => unknownWire(recorder);
  }
  try {
    const { segments, flaw } = await recorder.finish();
    return (load) => (flaw === null ? wireHistoryOf(segments, load) : unknownWire(flaw));
  } catch (error) {
    return () => unknownWire(messageOf(error));
  }
}
