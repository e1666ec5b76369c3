import type { Socket } from "node:net";
import type { Fault } from "./fault.ts";

const headerBytes = 4;
const headerDeadlineMs = 200;
const graceMs = 1000;

/** The lowest data rate that web servers accept for a request, in bytes a second. */
const minimumRate = 240;

/** Takes a peer that is slow for one that is dead or hostile. */
export function watchPace(socket: Socket, fault: Fault) {
  let timer: NodeJS.Timeout | undefined;
  let beganMs = 0;
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  socket.once("close", stop);
  return {
    /** @param partialBytes of the message that is not complete yet. */
    arrived(partialBytes: number): void {
      if (fault === "header-deadline") {
        if (partialBytes === 0 || partialBytes >= headerBytes) {
          stop();
        } else {
          timer ??= setTimeout(() => socket.destroy(), headerDeadlineMs);
        }
      }
      if (fault === "minimum-rate") {
        if (partialBytes === 0) {
          stop();
          return;
        }
        beganMs = timer === undefined ? Date.now() : beganMs;
        const dueMs = beganMs + Math.max(graceMs, (1000 * partialBytes) / minimumRate);
        clearTimeout(timer);
        timer = setTimeout(() => socket.destroy(), dueMs - Date.now());
      }
    },
  };
}
