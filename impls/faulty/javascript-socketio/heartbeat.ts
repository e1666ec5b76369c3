import type { Fault } from "./fault.ts";
import type { HeartbeatTimes } from "./opening.ts";

export const times: HeartbeatTimes = { pingInterval: 2_000, pingTimeout: 10_000 };

export interface Heartbeat {
  /** The client has sent a packet. */
  heard(isPong: boolean): void;
  stop(): void;
}

/** Asks a client again and again whether it is still there: Engine.IO protocol v4, heartbeat. */
export function startHeartbeat(
  { ping, giveUp }: { readonly ping: () => void; readonly giveUp: () => void },
  fault: Fault,
): Heartbeat {
  const { pingInterval, pingTimeout } = times;
  let timer: NodeJS.Timeout | undefined;

  const ask = () => {
    ping();
    if (fault !== "never-gives-up") {
      timer = setTimeout(giveUp, pingTimeout);
    }
  };
  const begin = () => {
    clearTimeout(timer);
    if (fault === "counts-silence") {
      timer = setTimeout(giveUp, pingInterval + pingTimeout);
    } else if (fault !== "never-pings") {
      timer = setTimeout(ask, pingInterval);
    }
  };

  begin();
  return {
    heard(isPong) {
      if (isPong || fault === "counts-silence") {
        begin();
      }
    },
    stop: () => clearTimeout(timer),
  };
}
