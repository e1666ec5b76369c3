import type { Clock } from "../history/clock.ts";
import type { EventName, HistoryEvent } from "../history/history.ts";

/** Enough for every event of an ordinary case; floods are counted beyond it. */
const eventsMax = 2000;

/** Consecutive reads or writes of one connection closer together than this are one event. */
const mergeGapMs = 5;

export interface Recorder {
  note(event: EventName, connection?: string, detail?: string): void;
  /** Records transferred bytes; a run without other events of the connection is one event. */
  moved(event: "wrote" | "received", connection: string, bytes: number): void;
  /** Records one datagram; as with {@link moved}, a run of them is one event. */
  datagram(event: "datagrams-sent" | "datagrams-received", socket: string, bytes: number): void;
  readonly events: readonly HistoryEvent[];
  readonly eventsDropped: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function startRecorder(clock: Clock): Recorder {
  const events: HistoryEvent[] = [];
  const runs = new Map<string, Mutable<HistoryEvent>>();
  let eventsDropped = 0;
  const add = <T extends HistoryEvent>(event: T): T => {
    if (events.length < eventsMax) {
      events.push(event);
    } else {
      eventsDropped += 1;
    }
    return event;
  };
  const addToRun = (
    event: EventName,
    connection: string,
    { bytes, datagrams }: { readonly bytes: number; readonly datagrams?: number },
  ) => {
    const now = clock.nowMs();
    const run = runs.get(`${connection} ${event}`);
    if (run !== undefined && now - (run.untilMs ?? run.atMs) < mergeGapMs) {
      run.bytes = (run.bytes ?? 0) + bytes;
      run.untilMs = now;
      if (datagrams !== undefined) {
        run.datagrams = (run.datagrams ?? 0) + datagrams;
      }
      return;
    }
    const counted = datagrams === undefined ? {} : { datagrams };
    runs.set(`${connection} ${event}`, add({ atMs: now, event, connection, bytes, ...counted }));
  };
  return {
    events,
    get eventsDropped() {
      return eventsDropped;
    },
    note(event, connection, detail) {
      if (connection !== undefined) {
        runs.delete(`${connection} wrote`);
        runs.delete(`${connection} received`);
      }
      add({
        atMs: clock.nowMs(),
        event,
        ...(connection === undefined ? {} : { connection }),
        ...(detail === undefined ? {} : { detail }),
      });
    },
    moved: (event, connection, bytes) => addToRun(event, connection, { bytes }),
    datagram: (event, socket, bytes) => addToRun(event, socket, { bytes, datagrams: 1 }),
  };
}
