import type { Host } from "../../host/host.ts";
import type { Lab } from "../../lab/lab.ts";
import { type DriverProcess, startDriver } from "../case/driver-process.ts";

/** The drivers of a session, one after another. */
export interface Drivers extends AsyncDisposable {
  /**
   * The driver of a host, or a new one if the last broke.
   *
   * @param on the server's host for Unix-domain sockets, whose abstract names no other host sees.
   */
  current(on: "client" | "server"): Promise<DriverProcess>;
}

/** Starts none before it is needed. */
export function startDrivers(lab: Lab, environment: Readonly<Record<string, string>>): Drivers {
  const drivers = new Map<Host, DriverProcess>();
  return {
    async current(on) {
      const host = on === "server" ? (lab.server ?? lab.client) : lab.client;
      const last = drivers.get(host);
      if (last?.alive === true) {
        return last;
      }
      await last?.[Symbol.asyncDispose]();
      const driver = await startDriver(host, environment);
      drivers.set(host, driver);
      return driver;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...drivers.values()].map((driver) => driver[Symbol.asyncDispose]()));
    },
  };
}
