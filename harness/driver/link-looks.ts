import { setImmediate } from "node:timers/promises";
import type { Clock } from "../history/clock.ts";
import type { HarnessAnswer, LinkLook, LinkRequest } from "./messages.ts";

/** What was on its way at one moment between `askedAtMs` and `answeredAtMs` of the clock. */
interface SeenLink extends Pick<LinkLook, "upstreamInFlight"> {
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
  /**
   * Whether segments are in flight on one of the connections, or between a proxy and its upstream: nothing
   * says which of a proxy's connections there is which client's. Null if that cannot be seen.
   *
   * @param localPorts null for a connection that has none yet.
   */
  isInFlight(...localPorts: readonly (number | null)[]): boolean | null;
}

/** @returns a look at the link that was asked for at `sinceMs` of the clock or later. */
export type LookAtLink = (sinceMs: number) => Promise<SeenLink>;

interface Look {
  /** Infinite until it is asked for: it will be, later than any time that has passed. */
  askedAtMs: number;
  readonly seen: Promise<SeenLink>;
}

interface LookOptions {
  readonly clock: Pick<Clock, "nowMs">;
  /** Sends a request to the harness. */
  readonly ask: (request: LinkRequest) => Promise<HarnessAnswer>;
}

/** Serves each look to every wait for which it is recent enough, also while it is under way. */
export function shareLooks({ ask, clock }: LookOptions): LookAtLink {
  let last: Look | null = null;
  const begin = (): Look => {
    const asking = async () => {
      // All waits whose deadline passes in this turn of the event loop share the look.
      await setImmediate();
      const askedAtMs = clock.nowMs();
      look.askedAtMs = askedAtMs;
      const { link } = await ask({ do: "lookAtLink" });
      return { askedAtMs, answeredAtMs: clock.nowMs(), ...read(link) };
    };
    const look: Look = { askedAtMs: Number.POSITIVE_INFINITY, seen: asking() };
    return look;
  };
  return async (sinceMs) => {
    if (last === null || last.askedAtMs < sinceMs) {
      last = begin();
    }
    return await last.seen;
  };
}

function read(link: LinkLook | null): Pick<SeenLink, "isInFlight" | "upstreamInFlight"> {
  const ports = link?.inFlight == null ? null : new Set(link.inFlight);
  const upstreamInFlight = link?.upstreamInFlight ?? null;
  return {
    upstreamInFlight,
    isInFlight(...localPorts) {
      if (ports === null) {
        return null;
      }
      return localPorts.some((port) => ports.has(port)) || upstreamInFlight;
    },
  };
}
